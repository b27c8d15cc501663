import os
from pathlib import Path

from harness.engines.containers.opt import laid_out


def layer(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_one_layer_is_mounted_as_it_is(tmp_path: Path) -> None:
    assert laid_out([(tmp_path, "")], tmp_path / "opt") == [(tmp_path, "/opt")]
    assert laid_out([(tmp_path, "python")], tmp_path / "opt") == [(tmp_path, "/opt/python")]
    assert laid_out([], tmp_path / "opt") == []
    assert not (tmp_path / "opt").exists()


def test_several_are_put_together_and_the_first_of_a_name_counts(tmp_path: Path) -> None:
    last = layer(tmp_path / "last", shared="last", package__a="last")
    first = layer(
        tmp_path / "first", python__shared="first", python__package__b="first", bin__x="x"
    )
    opt = tmp_path / "opt"
    assert laid_out([(last, "python"), (first, "")], opt) == [(opt, "/opt")]
    assert (opt / "python/shared").read_text() == "last"
    assert {path.name for path in (opt / "python/package").iterdir()} == {"a", "b"}
    assert (opt / "bin/x").read_text() == "x"
    assert (first / "python/shared").read_text() == "first"


def test_links_and_modes_stay(tmp_path: Path) -> None:
    first = layer(tmp_path / "first", lib__libx="x")
    (first / "lib/libx").chmod(0o750)
    (first / "lib/link").symlink_to("libx")
    (first / "folder").symlink_to("lib")
    opt = tmp_path / "opt"
    laid_out([(layer(tmp_path / "last", y="y"), ""), (first, "")], opt)
    assert os.readlink(opt / "lib/link") == "libx"
    assert (opt / "folder").is_symlink()
    assert (opt / "lib/libx").stat().st_mode & 0o777 == 0o750


def test_a_file_that_cannot_be_linked_is_copied(tmp_path: Path, monkeypatch) -> None:
    def other_disk(*_: object, **__: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", other_disk)
    layers = [(layer(tmp_path / "a", x="a"), ""), (layer(tmp_path / "b", y="b"), "")]
    laid_out(layers, tmp_path / "opt")
    assert (tmp_path / "opt/y").read_text() == "b"
