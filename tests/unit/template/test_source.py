import json
from pathlib import Path

import pytest

from harness.errors import TemplateError
from harness.template.source import dotted, read_source


def read(tmp_path: Path, text: str | bytes):
    path = tmp_path / "t.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_source(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Condition A", {"Condition": "A"}),
        ("!Sub a-${B}", {"Fn::Sub": "a-${B}"}),
        ("!GetAtt A.B.C", {"Fn::GetAtt": ["A", "B.C"]}),
        ("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}),
        ("!Join ['', [!Ref A, b]]", {"Fn::Join": ["", [{"Ref": "A"}, "b"]]}),
        ("!Transform {Name: x, y: !Ref A}", {"Fn::Transform": {"Name": "x", "y": {"Ref": "A"}}}),
        ("2010-09-09", "2010-09-09"),
        ("=", "="),
        ("{1: a, yes: b, 2010-09-09: c}", {"1": "a", "yes": "b", "2010-09-09": "c"}),
    ],
)
def test_a_short_form_reads_as_its_long_form_and_keys_are_strings(tmp_path, written, meant) -> None:
    assert read(tmp_path, f"A: {written}").data == {"A": meant}


def test_json_reads_like_yaml_also_when_tabs_indent_it(tmp_path) -> None:
    data = {"Resources": {"A": {"Type": "x", "n": [1, 2.5, True, None, "ç"]}}}
    source = read(tmp_path, json.dumps(data, indent="\t"))
    assert source.data == data
    assert source.line(("Resources", "A", "Type")) == 4


def test_a_byte_order_mark_is_no_part_of_the_template(tmp_path) -> None:
    assert read(tmp_path, "\ufeffA: 1").data == {"A": 1}


LINES = """\
Globals:
  Function:
    Timeout: 9
    Environment:
      Variables:
        SHARED: x
Resources:
  Base: &base
    Type: T
  A:
    <<: *base
    Properties:
      Names:
        - one
        - two
      Units: !If
        - C
        - Read: 1
        - Read: 2
      Environment:
        Variables:
          OWN: y
"""


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ((), 1),
        (("Nowhere",), 1),
        (("Resources",), 7),
        (("Resources", "A"), 10),
        (("Resources", "A", "Type"), 9),
        (("Resources", "A", "Properties", "Names"), 13),
        (("Resources", "A", "Properties", "Names", 1), 15),
        (("Resources", "A", "Properties", "Names", 2), 13),
        (("Resources", "A", "Properties", "Missing"), 12),
        (("Resources", "A", "Properties", "Units", "Fn::If", 2, "Read"), 19),
        (("Resources", "A", "Properties", "Units", "Fn::Sub"), 16),
        (("Resources", "A", "Properties", "Timeout"), 3),
        (("Resources", "A", "Properties", "Environment", "Variables", "OWN"), 22),
        (("Resources", "A", "Properties", "Environment", "Variables", "SHARED"), 6),
        (("Resources", "A", "Properties", "Environment", "Variables", "NEITHER"), 21),
    ],
)
def test_a_part_has_its_line_or_that_of_what_contains_it(tmp_path, at, line) -> None:
    assert read(tmp_path, LINES).line(at) == line


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("A: [1", ":2", "is not valid YAML"),
        ("A: 1\nB: c: d", ":2", "mapping values are not allowed"),
        ("A: 1\nB: 2\nA: 3", ":3", "'A' is given twice"),
        ("A: *b", ":1", "undefined alias"),
        ("A: !!python/object:os.system x", ":1", "could not determine a constructor"),
        ("A: 1\n---\nB: 1", ":2", "but found another document"),
        ("- A", ":1", "is not a mapping"),
        ("", ":1", "is not a mapping"),
        ("A: \x00", "", "is not valid YAML"),
        (b"A: \xff", "", "is not UTF-8 at byte 3"),
        ("[" * 100_000, "", "nested too deeply"),
        ("A: &a [*a]", ":1", "unconstructable recursive node"),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_its_line(tmp_path, text, where, what) -> None:
    with pytest.raises(TemplateError) as caught:
        read(tmp_path, text)
    assert caught.value.where.startswith(f"{tmp_path / 't.yaml'}{where}")
    assert what in caught.value.what


def test_a_missing_file_is_refused_with_its_name(tmp_path) -> None:
    with pytest.raises(TemplateError, match="cannot be read: No such file") as caught:
        read_source(tmp_path / "no.yaml")
    assert caught.value.where == str(tmp_path / "no.yaml")
    assert caught.value.hint


def test_a_path_is_shown_without_the_section_that_every_resource_is_in() -> None:
    assert (
        dotted(("Resources", "A", "Properties", "Keys", 0, "Name")) == "A.Properties.Keys[0].Name"
    )
    assert dotted(("Parameters", "A")) == "Parameters.A"
    assert dotted(("Resources",)) == "Resources"
