from harness.services.notes import Notes


def test_a_sentence_is_noted_once() -> None:
    noted: list[str] = []
    notes = Notes(noted.append)
    for sentence in ("a", "b", "a"):
        notes.once(sentence)
    assert noted == ["a", "b"]


def test_notes_have_an_end() -> None:
    noted: list[str] = []
    notes = Notes(noted.append)
    for number in range(1000):
        notes.once(str(number))
    assert len(noted) == 100
