import asyncio
import io
import zipfile
from pathlib import Path

import pytest

from harness.lambdas.downloads import PREFIX, Downloads, location
from harness.wire.message import Response


def download(place: Path | None, target: bytes = PREFIX + b"ola/$LATEST") -> Response:
    asked: list[tuple[str, str]] = []

    def code_of(function: str, version: str) -> Path | None:
        asked.append((function, version))
        return place

    response = asyncio.run(Downloads(code_of).handle(target))
    assert asked == [("ola", "$LATEST")]
    return response


def test_a_location_is_an_address_that_leads_back() -> None:
    address = location("http://127.0.0.1:1", "ola", "$LATEST")
    assert address == "http://127.0.0.1:1/_harness/code/ola/%24LATEST"
    assert download(None, address.removeprefix("http://127.0.0.1:1").encode()).status == 404


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("app.py", "x = 1"), ("lib/more.py", "y = 2"), (".git/config", "no")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "app.py").chmod(0o755)
    return tmp_path


def test_a_folder_comes_as_a_zip_of_what_is_code(folder: Path) -> None:
    response = download(folder)
    assert response.header(b"content-type") == b"application/zip"
    with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
        assert archive.namelist() == ["app.py", "lib/more.py"]
        assert archive.read("lib/more.py") == b"y = 2"
        assert archive.getinfo("app.py").external_attr >> 16 & 0o777 == 0o755


def test_the_same_files_are_the_same_zip(folder: Path) -> None:
    first = download(folder).body
    (folder / "app.py").write_text("x = 1")
    assert download(folder).body == first


def test_a_zip_comes_as_it_is(folder: Path) -> None:
    (folder / "app.zip").write_bytes(b"PK")
    assert download(folder / "app.zip").body == b"PK"
