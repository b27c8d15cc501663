from pathlib import Path

from harness.capacity.doubtful import DOUBTFUL

DOCS = Path(__file__).parents[3] / "docs" / "throttling.md"


def test_each_rule_is_named_once_and_said_in_a_sentence_or_two() -> None:
    names = [rule for rule, _ in DOUBTFUL]
    assert len(set(names)) == len(names)
    assert all(sentence.endswith(".") and len(sentence) < 200 for _, sentence in DOUBTFUL)


def test_the_docs_list_every_doubtful_rule_in_the_same_words() -> None:
    said = " ".join(DOCS.read_text("utf-8").split())
    assert [rule for rule, sentence in DOUBTFUL if sentence not in said] == []
