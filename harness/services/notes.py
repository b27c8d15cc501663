"""Sentences for a run's events, each of them once."""

from collections.abc import Callable

# Of one run: a client may make names up.
_NOTES_MAX = 100


class Notes:
    """Passes each sentence on to ``note``, once."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._noted: set[str] = set()

    def once(self, sentence: str) -> None:
        """Pass the sentence on, unless it was before or there are too many."""
        if sentence not in self._noted and len(self._noted) < _NOTES_MAX:
            self._noted.add(sentence)
            self._note(sentence)
