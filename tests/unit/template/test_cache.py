from harness.template.cache import ExpansionCache

EXPANDED = {"Cars": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "ç"}}}


def test_what_is_written_is_read_back(tmp_path) -> None:
    ExpansionCache(tmp_path / "new" / "folder", ("text", "1.0")).write(EXPANDED)
    assert ExpansionCache(tmp_path / "new" / "folder", ("text", "1.0")).read() == EXPANDED


def test_another_ingredient_is_another_entry(tmp_path) -> None:
    ExpansionCache(tmp_path, ("text", "1.0")).write(EXPANDED)
    assert ExpansionCache(tmp_path, ("text", "1.1")).read() is None
    assert ExpansionCache(tmp_path, ("text1.0", "")).read() is None


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
