"""The arithmetic audit: recomputed from quoted figures, with the factor by which they miss, and from nothing else."""

from __future__ import annotations

import pytest

from ccsim.claims.audit import Finding, audit, findings, recomputed
from ccsim.claims.expression import Range
from ccsim.claims.figures import figures

RANGES = figures().ranges

BY_HAND = {
    # id: outcome, factor between the nearest and the farthest ends, worked out by hand from the articles
    "A01": ("inconsistent", 10.00, 10.00),
    "A02": ("inconsistent", 3.32, 12.68),
    "A03": ("impossible", 10.00, 10.00),
    "A05": ("inconsistent", 3.17, 3.17),
    "A06": ("inconsistent", 2.84, 4.55),
    "A07": ("inconsistent", 3.00, 6.57),
    "A08": ("inconsistent", 1.57, 3.29),
    "A10": ("inconsistent", 2.37, 2.37),
    "A11": ("inconsistent", 37.37, 47.37),
    "A12": ("inconsistent", 2.28, 5.00),
    "A13": ("inconsistent", 7.69, 7.69),
    "A14": ("consistent", 1.00, 1.33),
    "A15": ("inconsistent", 1.28, 2.67),
    "A16": ("inconsistent", 5.77, 5.77),
    "A17": ("inconsistent", 1.56, 2.50),
    "A18": ("consistent", 1.00, 1.00),
    "A19": ("inconsistent", 5.70, 7.20),
    "A20": ("inconsistent", 2.28, 2.28),
    "A22": ("inconsistent", 2.28, 3.42),
    "A23": ("inconsistent", 9.61, 9.61),
    "A25": ("corner", 1.00, 2.91),
    "A26": ("inconsistent", 1.20, 1.46),
    "A27": ("inconsistent", 6.33, 107.90),
    "A28": ("corner", 1.00, 1.73),
    "A29": ("inconsistent", 1.59, 3.55),
    "A33": ("inconsistent", 1.23, 1.23),
    "A36": ("corner", 1.01, 2.42),
    "A37": ("inconsistent", 1.21, 2.77),
    "A44": ("inconsistent", 1.11, 1.42),
    "A45": ("inconsistent", 1.12, 1.35),
    "A50": ("inconsistent", 2.92, 5.00),
    "B01": ("inconsistent", 3.60, 18.00),
    "B05": ("inconsistent", 1.25, 3.65),
    "C04": ("inconsistent", 7.20, 11.52),
    "C05": ("inconsistent", 4.50, 10.08),
    "C06": ("inconsistent", 3.33, 5.33),
    "C15": ("inconsistent", 2.33, 3.33),
    "C16": ("inconsistent", 24.00, 256.00),
    "C18": ("inconsistent", 1.18, 2.38),
    "C19": ("inconsistent", 1.92, 7.50),
    "D01": ("inconsistent", 2.67, 8.77),
    "D03": ("consistent", 1.00, 1.39),
    "D04": ("inconsistent", 2.42, 8.70),
    "D05": ("consistent", 1.00, 1.00),
    "D06": ("inconsistent", 1.25, 3.00),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_finding_comes_out_as_worked_out_by_hand(name: str) -> None:
    found = audit(RANGES)[name]
    assert (found.outcome, round(found.nearest or 0, 2), round(found.farthest or 0, 2)) == BY_HAND[name]


def test_what_is_missing_in_an_article_is_worked_out() -> None:
    open_ones = {name: found for name, found in audit(RANGES).items() if found.outcome == "open"}
    assert all(found.nearest is None and found.claimed is None for found in open_ones.values())
    assert open_ones["A21"].implied == (120e6, 120e6)
    assert open_ones["A34b"].implied == (2016.0, 2016.0)
    assert open_ones["A30"].implied == pytest.approx((0.6316, 0.8947), abs=1e-4)
    assert open_ones["A34"].implied == (17.5, 25.0)


ENDS = [
    (name, end)
    for name, one in RANGES.items()
    for end in (("low", "high", "both") if one.low < one.high else ("both",))
]


@pytest.mark.parametrize(("figure", "end"), ENDS)
def test_exactly_the_findings_that_cite_a_figure_change_with_it(figure: str, end: str) -> None:
    before = audit(RANGES)
    one = RANGES[figure]
    moved = {
        "low": Range(one.low * 0.973, one.high),
        "high": Range(one.low, one.high * 1.031),
        "both": Range(one.low * 1.017, one.high * 1.017),
    }
    after = audit({**RANGES, figure: moved[end]})
    changed = {name for name in before if before[name].readings != after[name].readings}
    citing = {name for name, finding in findings().items() if figure in finding.names}
    assert citing, "a figure that no finding uses"
    assert changed == citing


def test_every_finding_names_figures_that_exist_and_is_told_in_both_languages() -> None:
    for finding in findings().values():
        assert set(finding.names) <= set(RANGES)
        assert set(finding.title) == {"en", "zh"}
        assert set(finding.needs) in (set(), {"en", "zh"})


def test_one_sided_relations() -> None:
    def outcome(claimed: Range, relation: str) -> tuple[str, float]:
        finding = Finding.model_validate(
            {"title": {"en": "x"}, "claimed": "a", "implied": "b", "relation": relation}
        )  # fmt: skip
        found = recomputed("x", finding, {"a": claimed, "b": Range(10.0, 20.0)})
        return found.outcome, round(found.nearest or 0, 2)

    assert outcome(Range(5, 9), "at_most") == ("consistent", 1.0)
    assert outcome(Range(15, 30), "at_most") == ("corner", 1.0)
    assert outcome(Range(40, 50), "at_most") == ("inconsistent", 2.0)
    assert outcome(Range(30, 40), "at_least") == ("consistent", 1.0)
    assert outcome(Range(2, 5), "at_least") == ("inconsistent", 2.0)
