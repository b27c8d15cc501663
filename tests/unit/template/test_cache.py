import os

from harness.template.cache import ExpansionCache

EXPANDED = {"Cars": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "ç"}}}


def test_what_is_written_is_read_back(tmp_path) -> None:
    ExpansionCache(tmp_path / "new" / "folder", ("text", "1.0")).write(EXPANDED)
    assert ExpansionCache(tmp_path / "new" / "folder", ("text", "1.0")).read() == EXPANDED


def test_another_ingredient_is_another_entry(tmp_path) -> None:
    ExpansionCache(tmp_path, ("text", "1.0")).write(EXPANDED)
    assert ExpansionCache(tmp_path, ("text", "1.1")).read() is None
    assert ExpansionCache(tmp_path, ("text1.0", "")).read() is None


def test_the_last_twenty_are_kept_and_what_is_not_an_entry_is_left_alone(tmp_path) -> None:
    (tmp_path / "images").mkdir()
    caches = [ExpansionCache(tmp_path, (f"{number}",)) for number in range(22)]
    for cache in caches:
        cache.write(EXPANDED)
        for path in tmp_path.glob("template-*.json"):
            stat = path.stat()
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns - 1_000_000))
    assert [cache.read() is not None for cache in caches] == [False] * 2 + [True] * 20
    assert (tmp_path / "images").exists()


def test_a_corrupt_file_counts_as_none_and_is_written_anew(tmp_path) -> None:
    cache = ExpansionCache(tmp_path, ("text",))
    cache.write(EXPANDED)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for corrupt in (b"", b"\n", whole[:-5], whole.replace(b"Cars", b"Cats"), b"\xff" * 99):
        path.write_bytes(corrupt)
        assert cache.read() is None
    cache.write(EXPANDED)
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ExpansionCache(tmp_path / "file", ("text",))
    cache.write(EXPANDED)
    assert cache.read() is None


def test_a_write_that_fails_half_way_leaves_nothing_behind(tmp_path) -> None:
    cache = ExpansionCache(tmp_path, ("text",))
    cache.write(EXPANDED)
    (path,) = tmp_path.iterdir()
    path.unlink()
    path.mkdir()  # so that the replacement fails
    cache.write(EXPANDED)
    assert list(tmp_path.iterdir()) == [path]
