from pathlib import Path

import pytest

from harness.engines.functions.aws_paths import AwsPaths


@pytest.fixture
def paths(tmp_path: Path) -> AwsPaths:
    for name in ("upper/bin", "lower/bin", "lower/lib", "source/more"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lower/wrapper").touch()
    opt = ((tmp_path / "upper", ""), (tmp_path / "source", "python"), (tmp_path / "lower", ""))
    return AwsPaths(tmp_path / "code", Path("/cache/packages"), opt)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LAMBDA_TASK_ROOT", "/var/task", "{}/code"),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime", "/cache/packages"),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/var/task/bin/wrap", "{}/code/bin/wrap"),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrapper", "{}/lower/wrapper"),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/opt/nowhere", "/opt/nowhere"),
        ("AWS_LAMBDA_EXEC_WRAPPER", "/usr/bin/env", "/usr/bin/env"),
        ("PATH", "/usr/bin/:/bin:/opt/bin", "/usr/bin/:/bin:{}/upper/bin:{}/lower/bin"),
        ("LD_LIBRARY_PATH", "/var/task/lib:/opt/lib", "{}/code/lib:{}/lower/lib"),
        ("PYTHONPATH", "/opt/python/more:/var/runtime", "{}/source/more:/cache/packages"),
        ("PYTHONPATH", "/var/tasks:/optional", "/var/tasks:/optional"),
        ("TABLE", "/var/task", "/var/task"),
    ],
)
def test_aws_s_folders_stand_for_ours_where_a_process_looks_for_files(
    paths: AwsPaths, tmp_path: Path, name: str, value: str, expected: str
) -> None:
    assert paths.in_variables({name: value}) == {name: expected.replace("{}", str(tmp_path))}


def test_a_runtime_without_a_folder_has_none() -> None:
    paths = AwsPaths(Path("/code"), None, ())
    assert paths.in_variables({"LD_LIBRARY_PATH": "/var/runtime:/var/task"}) == {
        "LD_LIBRARY_PATH": "/code"
    }
    assert paths.in_variables({"LAMBDA_RUNTIME_DIR": "/var/runtime"}) == {
        "LAMBDA_RUNTIME_DIR": "/var/runtime"
    }
