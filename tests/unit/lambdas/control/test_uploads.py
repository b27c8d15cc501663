import base64
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from harness.lambdas.control.uploads import Upload, Uploads
from harness.wire.refusal import Refusal


def zipped(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def message(refused: object) -> str:
    assert isinstance(refused, Refusal)
    assert refused.status == 400
    return refused.message


def test_each_upload_has_a_folder_of_its_own(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path)
    code = zipped(**{"app.py": "x = 1", "lib/more.py": "y = 2"})
    first, second = uploads.unpack("ola", code), uploads.unpack("ola", code)
    assert isinstance(first, Upload)
    assert isinstance(second, Upload)
    assert first.code_dir != second.code_dir
    assert (first.code_dir / "lib/more.py").read_text() == "y = 2"
    assert first.code.size_bytes == len(code)
    assert first.code.sha256 == base64.b64encode(hashlib.sha256(code).digest()).decode()


def test_nothing_is_written_outside_of_it(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "uploads")
    upload = uploads.unpack("ola", zipped(**{"../../escaped.py": "", "/etc/escaped.py": ""}))
    assert isinstance(upload, Upload)
    written = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert len(written - {uploads.original(upload.code_dir)}) == 2
    assert all(path.is_relative_to(tmp_path / "uploads") for path in written)


def test_the_zip_itself_is_kept_and_a_folder_has_none(tmp_path: Path) -> None:
    uploads, code = Uploads(tmp_path / "uploads"), zipped(**{"app.py": "x = 1"})
    upload = uploads.unpack("ola", code)
    assert isinstance(upload, Upload)
    assert uploads.original(upload.code_dir).read_bytes() == code
    (tmp_path / "own.zip").write_bytes(b"somebody's")
    assert uploads.original(tmp_path / "own") == tmp_path / "own"


@pytest.mark.parametrize(
    "broken",
    [
        b"not a zip",
        zipped(a="b")[:-30],
        zipped(a="b" * 1000).replace(b"\x08\x00", b"\x63\x00"),
        zipped(**{"a": "b", "a/c": "d"}),
        zipped(**{"x" * 300: "too long a name"}),
    ],
    ids=["no zip", "torn", "compressed otherwise", "a file as a folder", "too long a name"],
)
def test_a_broken_zip_is_refused_in_awss_words(tmp_path: Path, broken: bytes) -> None:
    assert message(Uploads(tmp_path).unpack("ola", broken)) == (
        "Could not unzip uploaded file. Please check your file, then try to upload again."
    )


def test_an_empty_one_is_refused(tmp_path: Path) -> None:
    assert message(Uploads(tmp_path).unpack("ola", b"")) == "Uploaded file must be a non-empty zip"


def test_one_that_would_fill_the_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.lambdas.control.uploads.UNZIPPED_BYTES_MAX", 1000)
    refused = Uploads(tmp_path).unpack("ola", zipped(a="x" * 600, b="y" * 600))
    assert message(refused) == "Unzipped size must be smaller than 1000 bytes"
    assert not list(tmp_path.iterdir())


def test_a_folder_is_copied_without_what_is_no_code(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    uploads = Uploads(folder / "runs" / "now" / "uploads")  # below the code itself
    for name in (".git", "lib", "runs/now"):
        (folder / name).mkdir(parents=True)
    for name in ("app.py", ".git/config", "lib/more.py", "runs/now/ledger"):
        (folder / name).write_text("x")
    copied = uploads.copy("ola", folder)
    files = sorted(str(path.relative_to(copied)) for path in copied.rglob("*") if path.is_file())
    assert files == ["app.py", "lib/more.py"]
    assert uploads.holds(copied)
    assert not uploads.holds(folder)
