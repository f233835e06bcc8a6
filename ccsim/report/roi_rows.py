"""What the ROI's table and page both show, as rows of ready texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ccsim.experiment.change import HORIZONS, MEASURES
from ccsim.report.catalogue import Words
from ccsim.report.formats import NOTHING, Formats
from ccsim.report.sections import Cell, Table

if TYPE_CHECKING:
    from ccsim.experiment.break_even import BreakEven
    from ccsim.experiment.roi import Roi

KINDS = ("realisable", "paper")
_SHOWN_IN = {"setup": (86_400.0, "number.days"), "hours_per_day": (3600.0, "number.hours")}
"""Keys whose plain number would be in seconds: the length of the unit in which they are told (s), and its word."""
_RATIOS = ("roi_total_cost", "roi_investment")


class ReturnRow(NamedTuple):
    """One measure at one horizon: texts for both kinds of saving."""

    horizon: int
    name: str
    cells: list[Cell]


def horizons(roi: Roi) -> list[int]:
    """The months at which returns are told."""
    return [horizon for horizon in HORIZONS if horizon <= roi.plan.months]


def return_rows(roi: Roi, words: Words, formats: Formats) -> list[ReturnRow]:
    """Every measure at every horizon: value and chance; then what is not known about the inputs."""
    rows = []
    for horizon in horizons(roi):
        for name in MEASURES:
            cells = [_return(roi, f"{kind}.{horizon}.{name}", name, words, formats) for kind in KINDS]
            rows.append(ReturnRow(horizon, words(f"roi.{name}"), cells))
    return rows


def running_table(roi: Roi, names: tuple[str, str], words: Words, formats: Formats) -> Table:
    """What a month costs before and after, item by item."""
    rows = []
    for item in ("own", "heads", "seat_fees", "seats", "fees", "bot", "build", "loss"):
        values = [float(getattr(one, item)) for one in (roi.before, roi.after)]
        if any(values):
            texts = [f"{value:,.1f}" if item in ("heads", "seats") else formats.money(value, 0) for value in values]
            rows.append([Cell(words(f"roi.{item}")), *map(Cell, texts)])
    whole = [one.in_whole_heads().cost for one in (roi.before, roi.after)]
    for key, costs in (("whole", [roi.before.cost, roi.after.cost]), ("whole_heads", whole)):
        rows.append([Cell(words(f"roi.{key}")), *(Cell(formats.money(cost, 0)) for cost in costs)])
    rows.append([Cell(words("roi.launch")), Cell(NOTHING), Cell(formats.money(roi.launch_cost, 0))])
    return Table([words("roi.item"), *names], rows, 1, (len(rows) - 2,))


def cash_table(roi: Roi, words: Words) -> Table:
    """Cash month by month: avoided, new, launch, overlap, one-off, net, the sum so far, own people."""
    flow = roi.realisable
    columns = (flow.avoided, flow.running, flow.dip, flow.overlap, flow.one_off, flow.net, np.cumsum(flow.net))
    names = ("month", "avoided", "after", "dip", "overlap", "one_off", "net", "so_far", "heads")
    heads = [words(f"roi.{name}") for name in names]
    rows = [
        [Cell(str(month)), *(Cell(_plain(float(column[month]))) for column in columns),
         Cell(f"{flow.heads[month]:,.1f}" if month else NOTHING)]
        for month in range(roi.plan.months + 1)
    ]  # fmt: skip
    return Table(heads, rows, 1)


def break_even_table(roi: Roi, words: Words, formats: Formats, most: int = 15) -> Table:
    """Inputs with their range, the value at its ends, and where they break even."""
    rows = []
    for one in roi.break_evens[:most]:
        point = words("roi.nowhere") if one.break_even is None else _input(one, one.break_even, words)
        point = words("roi.within", value=point) if one.within else point
        ends = formats.range(formats.money(one.at_low, 0), formats.money(one.at_high, 0))
        span = formats.range(_input(one, one.low, words), _input(one, one.high, words))
        texts = (one.path, words(f"roi.model_{one.model}"), _input(one, one.base, words), span, ends, point)
        rows.append([Cell(text) for text in texts])
    marked = tuple(place for place, one in enumerate(roi.break_evens[:most]) if one.within)
    heads = [words(f"roi.{name}") for name in ("input", "model")]
    heads += [words("column.value"), words("roi.range"), words("roi.at_range"), words("roi.breaks")]
    return Table(heads, rows, 2, marked)


def influence_table(roi: Roi, words: Words) -> Table:
    """Inputs and their rank correlation with the net present value."""
    rows = [[Cell(one.path), Cell(f"{one.rank_correlation:+.2f}")] for one in roi.influences]
    return Table([words("roi.input"), words("roi.correlation")], rows, 1)


def sentences(roi: Roi, words: Words, formats: Formats) -> list[str]:
    """What came out, in words."""
    months = horizons(roi)[-1] if horizons(roi) else roi.plan.months
    name = f"{{}}.{months}.{{}}"
    values = roi.measures
    net, npv = values[name.format("realisable", "net")].value, values[name.format("realisable", "npv")].value
    paper = values[name.format("paper", "net")].value
    assert net is not None
    assert npv is not None
    assert paper is not None
    said = [words("roi.verdict", months=months, net=formats.money(net, 0), npv=formats.money(npv, 0),
                  rate=formats.percent(roi.plan.discount, 1), paper=formats.money(paper, 0))]  # fmt: skip
    back = values["realisable.payback_month"].value
    said.append(words("roi.payback_never", months=roi.plan.months) if back is None
                else words("roi.payback", month=f"{back:.0f}"))  # fmt: skip
    if roi.results[1].scenario.rollout is None:
        said.append(words("roi.no_rollout"))
    if roi.spreads:
        positive = roi.spreads[name.format("realisable", "net")].positive
        written = formats.written("share", positive.value, positive.low, positive.high)
        said.append(words("roi.chance_of_gain", share=written.value, interval=written.interval))
    return said


def points_text(roi: Roi, words: Words) -> str:
    """How many points the ranges come from."""
    if not roi.points:
        return words("roi.points_none")
    if roi.failed:
        return words("roi.points_failed", n=len(roi.points) + roi.failed, failed=roi.failed)
    return words("roi.points_some", n=len(roi.points))


def _return(roi: Roi, key: str, name: str, words: Words, formats: Formats) -> Cell:
    estimate = roi.measures[key]
    interval = ""
    if name != "payback_month" and None not in (estimate.low, estimate.high) and estimate.low != estimate.high:
        interval = formats.range(*(_written(end, name, words, formats) for end in (estimate.low, estimate.high)))
    why = ""
    if key in roi.spreads:
        found = roi.spreads[key]
        ends = formats.range(*(_written(end, name, words, formats) for end in (found.low, found.high)))
        why = f"{words('roi.unknown')}{words('text.colon')}{ends}"
        if found.positive.value is not None and name not in ("saving", "outlay"):
            share = formats.percent(found.positive.value)
            why += f"{words('text.between_items')}{words('roi.positive')} {share}"
    return Cell(_written(estimate.value, name, words, formats), interval, why)


def _written(value: float | None, name: str, words: Words, formats: Formats) -> str:
    if name == "payback_month":
        return words("roi.never") if value is None else f"{value:.0f}"
    if value is None:
        return NOTHING
    return f"{value:.2f}" if name in _RATIOS else formats.money(value, 0)


def _input(one: BreakEven, value: float, words: Words) -> str:
    per, unit = _SHOWN_IN.get(one.path.rpartition(".")[2], (1.0, ""))
    shown = value / per
    text = f"{shown:,.3g}" if abs(shown) < 1000 else f"{shown:,.0f}"
    return words(unit, d=text, h=text) if unit else text


def _plain(amount: float) -> str:
    text = f"{amount:,.0f}"
    return "0" if text == "-0" else text
