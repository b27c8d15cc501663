from pathlib import Path
from types import SimpleNamespace

import botocore.session
import pytest

from harness.engines.functions import handler_line


@pytest.fixture
def header(monkeypatch: pytest.MonkeyPatch):
    def header(folder: Path) -> str | None:
        """What a request gets that is made here, for a function whose code lies in ``folder``."""
        monkeypatch.setenv("LAMBDA_TASK_ROOT", str(folder))
        request = SimpleNamespace(headers={})
        session = botocore.session.Session()
        handler_line._watch(session)
        session.emit("before-send.dynamodb.PutItem", request=request)
        return request.headers.get("x-harness-line")

    return header


def test_it_is_the_innermost_lines_of_the_functions_own_code(header) -> None:
    line, outer = header(Path(__file__).parent).split(", ")[:2]
    assert line.startswith("test_handler_line.py:")
    assert line.endswith(" in header")
    assert outer.endswith("in test_it_is_the_innermost_lines_of_the_functions_own_code")


def test_code_from_elsewhere_has_none(header, tmp_path: Path) -> None:
    assert header(tmp_path) is None


def test_the_sdk_in_the_functions_folder_is_not_its_own_code(header) -> None:
    assert header(Path(botocore.__file__).parents[1]) is None or "botocore" not in header(
        Path(botocore.__file__).parents[1]
    )
