from pathlib import Path

from harness.engines.functions.task_view import overlays, passwd_of


def test_layers_lie_over_each_other_and_over_what_opt_has(tmp_path: Path) -> None:
    (tmp_path / "b/python").mkdir(parents=True)
    a, b = tmp_path / "a", tmp_path / "b"
    assert overlays([(a, ""), (b, "")], "/stage/opt") == [(f"{a}:{b}:/stage/opt:/opt", "/opt")]


def test_what_belongs_into_python_is_laid_there_in_the_same_order(tmp_path: Path) -> None:
    (tmp_path / "b/python").mkdir(parents=True)
    (tmp_path / "a").mkdir()
    a, b = tmp_path / "a", tmp_path / "b"
    assert overlays([(a, "python"), (b, "")], "/stage/opt") == [
        (f"{b}:/stage/opt:/opt", "/opt"),
        (f"{a}:{b}/python:/stage/opt/python", "/opt/python"),
    ]


def test_without_layers_opt_stays() -> None:
    assert overlays([], "/stage/opt") == []


def test_names_may_have_what_parts_a_list_of_folders() -> None:
    ((lower, _),) = overlays([(Path("/a:b,c\\d"), "")], "/s")
    assert lower == "/a\\:b\\,c\\\\d:/s:/opt"


def test_the_user_s_home_is_that_of_aws_and_nobody_else_s() -> None:
    text = "root:x:0:0:root:/r:/bin/sh\nann:x:1000:1000::/srv/ann:/bin/sh\n+::::::\n"
    assert passwd_of(text, 1000) == (
        "root:x:0:0:root:/r:/bin/sh\nann:x:1000:1000::/home/sbx_user1051:/bin/sh\n+::::::\n"
    )
    assert passwd_of(text, 7) == text
