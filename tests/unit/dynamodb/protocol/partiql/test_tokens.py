import pytest

from harness.dynamodb.protocol.partiql.tokens import END, Token, tokens_of


def kinds(text: str) -> list[tuple[str, str]]:
    tokens = tokens_of(text)
    assert tokens is not None
    return [(token.kind, token.text) for token in tokens[:-1]]


@pytest.mark.parametrize(
    ("text", "kind", "content"),
    [
        ("'it''s'", "string", "it's"),
        ("''", "string", ""),
        ("'a\"b -- /* no comment'", "string", 'a"b -- /* no comment'),
        ('"my ""table"""', "name", 'my "table"'),
        ("12.50", "number", "12.50"),
        (".5e-3", "number", ".5e-3"),
        ("3.", "number", "3."),
        ("begins_with", "word", "begins_with"),
        ("<<", "symbol", "<<"),
        ("<>", "symbol", "<>"),
    ],
)
def test_a_token_is_known_by_its_kind_and_content(text: str, kind: str, content: str) -> None:
    assert kinds(text) == [(kind, content)]


def test_tokens_need_no_space_between_them() -> None:
    assert [text for _, text in kinds("a<=1AND\"b\"='x'")] == ["a", "<=", "1", "AND", "b", "=", "x"]


def test_comments_and_space_are_nothing() -> None:
    assert [text for _, text in kinds("a -- b\n /* c * / **/ d")] == ["a", "d"]


def test_the_last_token_is_the_end() -> None:
    assert tokens_of("") == [END]


@pytest.mark.parametrize("text", ["'open", '"open', "/* open", "a # b", "`ion`", "a & b", "é"])
def test_what_is_no_partiql_has_no_tokens(text: str) -> None:
    assert tokens_of(text) is None


def test_only_a_word_is_a_keyword() -> None:
    assert Token("word", "select").keyword == "SELECT"
    assert Token("name", "select").keyword == ""
