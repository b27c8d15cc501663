from dataclasses import replace
from types import SimpleNamespace

from harness.capacity.doubtful import DOUBTFUL
from harness.report.render.basis import caveats_of
from tests.unit.report.summaries import summary_of


def test_prices_of_one_source_and_those_that_are_not_known_are_doubtful(
    make: SimpleNamespace,
) -> None:
    def doubts(region: str) -> str:
        summary = summary_of(replace(make.facts(make.table("lot", 5, 5)), region=region), [])
        return " ".join(caveats_of(summary).doubtful)

    assert "One source only has the price of provisioned reads" in doubts("sa-east-1")
    assert "No price known for sa-east-1 of on-demand reads" in doubts("sa-east-1")
    assert "price of" not in doubts("us-east-1")


def test_what_the_template_has_and_the_harness_ignores_is_not_emulated(
    make: SimpleNamespace,
) -> None:
    facts = replace(make.facts(), ignored=("Site (AWS::S3::Bucket), line 9",))
    assert any("AWS::S3::Bucket" in said for said in caveats_of(summary_of(facts, [])).not_emulated)


def test_every_doubtful_rule_of_the_limits_is_listed(make: SimpleNamespace) -> None:
    doubtful = caveats_of(summary_of(make.facts(), [])).doubtful
    assert all(any(sentence in said for said in doubtful) for _, sentence in DOUBTFUL)
