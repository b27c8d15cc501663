import json
from io import StringIO

import pytest
from rich.console import Console

from harness.report.render.document import json_of
from harness.report.versus.conclusion import conclusion
from harness.report.versus.json import compare_of
from harness.report.versus.page import markdown_of, print_variation, sections
from harness.report.versus.variation import Variation
from tests.unit.report.versus.conftest import Vary


def printed(variation: Variation) -> str:
    written = StringIO()
    print_variation(variation, Console(file=written, width=80))
    return written.getvalue()


def test_every_form_says_the_same(dearer: Variation) -> None:
    page, written = markdown_of(dearer), printed(dearer)
    document = json.loads(json_of(compare_of(dearer)))
    assert conclusion(dearer) in page
    assert document["conclusion"] == conclusion(dearer)
    assert " ".join(written.split()).find("with placa the WCU of lot") > 0
    assert "## Parking with ParkingKey=placa or cpf: 10 requests each" in page
    for section in sections(dearer):
        assert f"### {section.title}" in page
        assert section.title in written
        assert all(len(row) == len(section.columns) for row in section.rows)


@pytest.mark.parametrize("values", [("placa", "cpf"), ("on demand", "provisioned", "[as it is]")])
def test_the_terminal_needs_80_columns(vary: Vary, values: tuple[str, ...]) -> None:
    written = printed(vary(**{value: (place,) for place, value in enumerate(values)}))
    assert max(map(len, written.splitlines())) <= 80
    assert "…" not in written
    assert "".join(values[-1].split()) in "".join(written.split())


def test_latency_stands_beside_that_of_the_first(dearer: Variation) -> None:
    (latency,) = [section for section in sections(dearer) if "Milliseconds" in section.title]
    assert latency.columns == ("request kind", "p50 placa", "p50 cpf", "p95 placa", "p95 cpf")
    ((name, *figures),) = latency.rows
    assert (name, len(figures)) == ("register", 4)
    assert all(float(figure) > 0 for figure in figures)
