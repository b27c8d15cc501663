import os
import tarfile
from pathlib import Path

from harness.engines.containers.stand_ins.context import new_context


def packed(folder: Path) -> tuple[str, dict[str, tuple[int, bytes]]]:
    with new_context() as (context, file):
        context.add_bytes("Dockerfile", b"FROM scratch")
        context.add_folder("files", folder)
        digest = context.close()
        with tarfile.open(fileobj=file) as tar:
            members = {
                member.name: (member.mode, content.read())
                for member in tar
                if (content := tar.extractfile(member)) is not None
            }
    return digest, members


def a_folder(path: Path) -> Path:
    (path / "bin").mkdir(parents=True)
    (path / "bin" / "run").write_bytes(b"#!")
    (path / "bin" / "run").chmod(0o700)
    (path / "link").symlink_to(path / "bin" / "run")
    (path / "__pycache__").mkdir()
    (path / "__pycache__" / "a.pyc").write_bytes(b"compiled")
    return path


def test_a_folder_is_packed_with_its_links_followed_and_nothing_compiled(tmp_path: Path) -> None:
    assert packed(a_folder(tmp_path))[1] == {
        "Dockerfile": (0o644, b"FROM scratch"),
        "files/bin/run": (0o755, b"#!"),
        "files/link": (0o755, b"#!"),
    }


def test_the_digest_is_that_of_the_content_wherever_and_whenever(tmp_path: Path) -> None:
    here, there = a_folder(tmp_path / "here"), a_folder(tmp_path / "there")
    os.utime(there / "bin" / "run", (1, 1))
    digest = packed(here)[0]
    assert packed(there)[0] == digest
    (there / "bin" / "run").write_bytes(b"#?")
    assert packed(there)[0] != digest
