"""The traffic as a user states it, term by term, and what a run adds to make it whole.

One text says all of it, so that it can be typed, kept with a run and repeated: terms with a
semicolon between, ``200M/month; week; peak 5``. A term is a keyword and a text; the keyword may be
left out where the text alone says what it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from harness.errors import UsageError
from harness.simulate.traffic import (
    FLAT,
    MINUTE_S,
    POISSON,
    START_S,
    Origin,
    RecordedCounts,
    Traffic,
    check_kinds,
    shared,
)
from harness.simulate.traffic_file import split_by_mix
from harness.simulate.traffic_text import (
    parse_batch,
    parse_course,
    parse_dispersion,
    parse_growth,
    parse_mix,
    parse_peak,
    parse_rate,
    parse_seed,
    parse_zone,
)

# Where neither the user nor the scenario names a rate, requests a second.
ASSUMED_RATE = 10

_READERS: dict[str, Callable[[str], Any]] = {
    "rate": parse_rate,
    "file": str,
    "zone": parse_zone,
    "course": parse_course,
    "peak": parse_peak,
    "mix": parse_mix,
    "growth": parse_growth,
    "arrivals": parse_dispersion,
    "seed": parse_seed,
    "batch": parse_batch,
}
KEYWORDS = tuple(_READERS)
_SEVERAL = ("rate", "batch")

# What a term without its keyword is, by its form.
_FORMS = (
    ("course", re.compile(r"flat|day|week")),
    ("arrivals", re.compile(r"poisson|even")),
    ("batch", re.compile(r".+:\s*daily at .+")),
    ("file", re.compile(r".+\.(csv|json)", re.IGNORECASE)),
    ("rate", re.compile(r"(.+=)?\s*-?[\d.]+[kMG]?\s*(/.*)?")),
)

# What a stronger source's term leaves without effect of a weaker one's.
_REPLACES = {
    "rate": ("rate", "file", "zone"),
    "file": ("rate", "file", "zone", "course", "peak"),
    "course": ("course", "peak"),
}


@dataclass(frozen=True, slots=True)
class TrafficStatement:
    """``terms``: texts by keyword. ``recorded``: what the file of the term ``file`` holds."""

    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recorded: RecordedCounts | None = None

    def __str__(self) -> str:
        return "; ".join(
            text if _keyword_of(text) == keyword else f"{keyword} {text}"
            for keyword, texts in self.terms.items()
            for text in texts
        )

    @property
    def file(self) -> str | None:
        """The path of a file of counts, as it was stated."""
        return next(iter(self.terms.get("file", ())), None)

    def value(self, keyword: str) -> Any:
        """What the term's text means; None where it is not stated. Not for those of which there
        may be several."""
        texts = self.terms.get(keyword)
        return _READERS[keyword](texts[0]) if texts else None

    def over(self, weaker: "TrafficStatement") -> "TrafficStatement":
        """Both, where this one's terms win: another rate or file replaces either, and another
        course the peak too."""
        replaced = {name for term in self.terms for name in _REPLACES.get(term, (term,))}
        kept = {term: texts for term, texts in weaker.terms.items() if term not in replaced}
        return TrafficStatement({**kept, **self.terms})

    def check(self) -> None:
        """Raises UsageError where two terms contradict each other."""
        rates = [parse_rate(text) for text in self.terms.get("rate", ())]
        if len(rates) > 1 and not all(isinstance(rate, dict) for rate in rates):
            raise _contradiction("there are two rates", "state one, or one for each kind")
        if self.file and (rates or "course" in self.terms or "peak" in self.terms):
            raise _contradiction(
                "a file has its own rate and course", "leave out rate, course and peak"
            )
        if self.value("peak") and self.terms.get("course", ("flat",)) == ("flat",):
            raise _contradiction("a flat course has no peak", "state day or week too")
        if "zone" in self.terms and not self.file:
            raise _contradiction(
                "a zone is of a file's times", "name the file too, or leave it out"
            )
        if any(isinstance(rate, dict) for rate in rates) and "mix" in self.terms:
            raise _contradiction("rates by kind leave nothing to mix", "leave out mix")

    def traffic(self, measured: Mapping[str, int], scenario_rate: float | None) -> Traffic:
        """Whole. ``measured``: requests of each kind in the run, which is the mix where none is
        stated; ``scenario_rate``: what the run asked for, requests a second.

        Raises UsageError for a kind that the run does not have, and where nothing comes.
        """
        mix = self.value("mix") or dict(measured)
        for kind in mix:
            if kind not in measured:
                raise UsageError(
                    f"no request of the run is of kind {kind!r}",
                    where="--mix",
                    hint=f"the kinds are {', '.join(measured)}",
                )
        rates, origin = self._rates(mix, scenario_rate)
        recorded = self.recorded and split_by_mix(self.recorded, mix)
        start_s = recorded.start_s // MINUTE_S * MINUTE_S if recorded else START_S
        course = self.terms.get("course")
        dispersion = self.value("arrivals")
        traffic = Traffic(
            rates,
            parse_course(course[0], self.value("peak")) if course else FLAT,
            self.value("growth") or Fraction(0),
            tuple(map(parse_batch, self.terms.get("batch", ()))),
            POISSON if dispersion is None else dispersion,
            start_s,
            recorded,
            self.value("seed") or 0,
            origin,
            str(self),
        )
        check_kinds(traffic, list(measured))
        return traffic

    def _rates(
        self, mix: Mapping[str, int], scenario_rate: float | None
    ) -> tuple[dict[str, Fraction], Origin]:
        if self.recorded is not None:
            return {}, Origin.STATED
        texts = self.terms.get("rate")
        if texts:
            rates: dict[str, Fraction] = {}
            for rate in map(parse_rate, texts):
                rates |= rate if isinstance(rate, dict) else shared(rate, mix)
            return rates, Origin.STATED
        if scenario_rate is not None:
            return shared(Fraction(str(scenario_rate)), mix), Origin.SCENARIO
        return shared(Fraction(ASSUMED_RATE), mix), Origin.ASSUMED


def parse_statement(text: str) -> TrafficStatement:
    """Of terms with ``;`` between. Raises UsageError for one that is not valid."""
    terms: dict[str, tuple[str, ...]] = {}
    for term in filter(None, (part.strip() for part in text.split(";"))):
        keyword = _keyword_of(term)
        stated = term
        if keyword is None:
            keyword, _, stated = term.partition(" ")
            stated = stated.strip()
        if keyword not in _READERS or not stated:
            raise UsageError(
                f"{term!r} is not a term of a traffic",
                where="--traffic",
                hint="write a rate such as 100/s, flat, day or week, a batch, a .csv file, or one "
                f"of the words {', '.join(KEYWORDS)} and its value",
            )
        if keyword in terms and keyword not in _SEVERAL:
            raise _contradiction(f"{keyword} is stated twice", "leave one out")
        _READERS[keyword](stated)
        terms[keyword] = (*terms.get(keyword, ()), stated)
    return TrafficStatement(terms)


def _keyword_of(text: str) -> str | None:
    """None where the text needs its keyword."""
    if text.partition(" ")[0] in _READERS:
        return None
    return next((keyword for keyword, form in _FORMS if form.fullmatch(text)), None)


def _contradiction(what: str, hint: str) -> UsageError:
    return UsageError(what, where="--traffic", hint=hint)
