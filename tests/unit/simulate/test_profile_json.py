import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from harness.errors import UsageError
from harness.simulate.profile import (
    CallGroup,
    Distribution,
    Draw,
    FunctionUsage,
    KeyShares,
    KindProfile,
    Profile,
    ResourceId,
    UnitGrowth,
)
from harness.simulate.profile_json import decode_profile, encode_profile, profile_schema
from tests.unit.simulate.profiles import READS, WRITES, kind_of

NAMES = st.text(max_size=8)
COUNTS = st.integers(0, 2**63 - 1)
POSITIVES = st.integers(1, 10**9)
KEYS = st.integers(0, 2**64 - 1)
# A slope has 28 digits at most.
DECIMALS = st.decimals(-(10**9), 10**9, places=12)
RESOURCES = st.builds(ResourceId, NAMES, st.none() | NAMES, st.booleans())
PAIRS = st.lists(st.tuples(POSITIVES, COUNTS), max_size=4).map(tuple)

GROWTHS = st.builds(UnitGrowth, RESOURCES, DECIMALS.map(Fraction), DECIMALS)
DRAWS = st.builds(Draw, COUNTS, st.lists(COUNTS, max_size=3).map(tuple))
GROUPS = st.builds(
    CallGroup,
    NAMES,
    st.lists(RESOURCES, max_size=3).map(tuple),
    st.lists(st.tuples(DRAWS, POSITIVES), max_size=3).map(tuple),
)
DISTRIBUTIONS = st.builds(Distribution, st.dictionaries(COUNTS, POSITIVES, max_size=4))
KINDS = st.builds(
    KindProfile,
    NAMES,
    POSITIVES,
    st.dictionaries(RESOURCES, DISTRIBUTIONS, max_size=3),
    st.lists(GROUPS, max_size=2).map(tuple),
    st.lists(GROWTHS, max_size=2).map(tuple),
    st.dictionaries(NAMES, st.integers(-(2**63), 2**63 - 1), max_size=2),
    st.lists(st.builds(FunctionUsage, NAMES, COUNTS, NAMES, COUNTS, COUNTS), max_size=2).map(tuple),
    DISTRIBUTIONS,
    DISTRIBUTIONS,
    COUNTS,
)
SHARES = st.builds(
    KeyShares, RESOURCES, st.lists(st.tuples(KEYS, COUNTS), max_size=4).map(tuple), PAIRS
)
PROFILES = st.builds(
    Profile,
    st.lists(KINDS, max_size=3).map(tuple),
    st.lists(SHARES, max_size=2).map(tuple),
    NAMES,
    st.dictionaries(NAMES, POSITIVES, max_size=2),
    st.none() | POSITIVES,
)


@given(PROFILES)
def test_what_is_read_is_what_was_written(profile: Profile) -> None:
    content = encode_profile(profile)
    assert decode_profile(content, "p") == profile
    assert encode_profile(decode_profile(content, "p")) == content
    Draft202012Validator(profile_schema()).validate(json.loads(content))


def test_a_resource_is_named_in_aws_words_and_a_key_by_its_digits() -> None:
    kind = kind_of("bill", {READS: 3}, {WRITES: 2})
    growth = UnitGrowth(READS, Fraction(1, 8), Decimal("0.01"))
    keys = KeyShares(READS, ((2**63, 5),), ((3, 1),))
    profile = Profile((KindProfile("bill", 10, kind.units, kind.calls, (growth,)),), (keys,), "t")
    document = json.loads(encode_profile(profile))
    assert document["kinds"][0]["units"][0] == {
        "table": "t",
        "index": None,
        "dimension": "read",
        "requests": [[3, 10]],
    }
    assert document["kinds"][0]["growth"][0]["slope"] == "0.125"
    assert document["keys"][0]["hottest"] == [{"key": "8000000000000000", "half_units": 5}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "this is not a profile"),
        (b"[]", "this is not a profile"),
        (b"\xff", "this is not a profile"),
        (b"{}", "profile format None is not 1"),
        (b'{"format":2}', "profile format 2 is not 1"),
        (b'{"format":1}', "missing required field"),
        (
            b'{"$schema":"","format":1,"template":"","kinds":[{"kind":"k","samples":"3"}],"keys":[]}',
            r"kinds\[0\].samples",
        ),
    ],
)
def test_what_is_no_profile_is_wrong_use_that_says_where(content: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        decode_profile(content, "runs/x/profile.json")
    assert refused.value.where == "runs/x/profile.json"
    assert "harness report" in refused.value.hint
