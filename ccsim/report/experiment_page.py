"""An experiment's page: the question, what came out, the picture, the tables, how it was done. One file, no network."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ccsim import __version__
from ccsim.experiment.keys import code_hash
from ccsim.experiment.sweep import ExperimentResult
from ccsim.report.catalogue import Words, words_of
from ccsim.report.drawing import Drawing, standing_alone
from ccsim.report.experiment_figure import lines_figure, spread_figure
from ccsim.report.experiment_tables import (
    MOST_ROWS,
    Teller,
    how_of,
    influence_shown,
    main_table,
    order_shown,
    prior_shown,
    spread_shown,
    turning_table,
    units_of,
)
from ccsim.report.page import page, placed
from ccsim.report.sections import Cell, Table


def pictures(result: ExperimentResult, language: str) -> dict[str, str]:
    """Standalone SVG files by name."""
    from ccsim.experiment.sweep_tables import long_table, table

    teller = _teller(result, long_table(result), words_of(language))
    return {one.name: standing_alone(one.svg) for one in _figures(result, table(result), teller)}


def render_experiment(result: ExperimentResult, tables: dict[str, pd.DataFrame], language: str) -> str:
    """The page as one HTML document, from a finished experiment and its tables; the same result gives the same text."""
    words = words_of(language)
    teller, experiment = _teller(result, tables.get("kpis", pd.DataFrame()), words), result.experiment
    drawn = experiment.latin_hypercube is not None
    shown: list[tuple[str, str, Table]] = []
    if "turning_points" in tables:
        shown.append(("turning", "experiment.turning_note", turning_table(tables["turning_points"], teller)))
    if "spread" in tables:
        shown.append(("spread", "experiment.spread_note", spread_shown(tables["spread"], teller)))
    if "order" in tables:
        shown.append(("order", "experiment.order_note", order_shown(tables["order"], teller)))
    if "influence" in tables:
        shown.append(("influence", "experiment.influence_note", influence_shown(tables["influence"], teller)))
    main = main_table(tables["table"], teller)
    context: dict[str, Any] = {
        "title": _in(experiment.title, words) or experiment.name,
        "question": _in(experiment.question, words),
        "facts": _facts(result, words),
        "figures": [placed(one, "") for one in _figures(result, tables["table"], teller)],
        "tables": [(name, words(f"experiment.{name}"), words(note), one) for name, note, one in shown],
        "points": main,
        "cut": words("experiment.cut", n=MOST_ROWS) if len(tables["table"]) > MOST_ROWS else "",
        "drawn": drawn,
        "factors": _factor_table(result, teller),
        "priors": prior_shown(tables["priors"], teller) if "priors" in tables else None,
        "method": _method(result, words),
    }
    return page("experiment.html.j2", words, context)


def _teller(result: ExperimentResult, kpis: pd.DataFrame, words: Words) -> Teller:
    return Teller(
        result.experiment, units_of(kpis), words, {one.name: dict(one.title) for one in result.design.scenarios}
    )


def _figures(result: ExperimentResult, frame: pd.DataFrame, teller: Teller) -> list[Drawing]:
    if result.experiment.latin_hypercube is not None:
        return [spread_figure(frame, teller)]
    bounds: dict[str, set[float]] = {}
    for found in result.results:
        for check in found.checks:
            bounds.setdefault(check.kpi, set()).add(check.bound)
    one_bound = {kpi: values.pop() for kpi, values in bounds.items() if len(values) == 1}
    return [lines_figure(frame, teller, one_bound)]


def _in(texts: Any, words: Words) -> str:
    """A text by language, else in any."""
    told = {str(language): text for language, text in texts.items()}
    return told.get(words.language) or next(iter(told.values()), "")


def _facts(result: ExperimentResult, words: Words) -> str:
    experiment, runs = result.experiment, [found.replications for found in result.results]
    least, most = min(runs, default=0), max(runs, default=0)
    shown = f"{least:,}" if least == most else f"{least:,} – {most:,}"
    parts = [
        words("experiment.scenarios", n=len(result.design.scenarios)),
        words("experiment.points", n=f"{len(result.design.points):,}"),
        words("experiment.runs", n=shown),
        f"{words('method.seed')} {experiment.seed}",
    ]
    return " · ".join(parts)


def _factor_table(result: ExperimentResult, teller: Teller) -> Table | None:
    experiment, words = result.experiment, teller.words
    rows = []
    for path in dict.fromkeys(path for point in result.design.points for path in point.levels):
        levels = dict.fromkeys(str(point.levels[path]) for point in result.design.points if path in point.levels)
        how = words(f"experiment.how_{how_of(experiment, path)}")
        rows.append([Cell(teller.name(path)), Cell(path), Cell(how), Cell(words("text.between_items").join(levels))])
    for name, values in (("fixed", experiment.set), ("planned", experiment.planned_for)):
        for path, value in values.items():
            rows.append([Cell(teller.name(path)), Cell(path), Cell(words(f"experiment.{name}")), Cell(str(value))])
    heads = [words("experiment.factor"), words("column.path"), words("experiment.form"), words("experiment.levels")]
    return Table(heads, rows, 4) if rows else None


def _method(result: ExperimentResult, words: Words) -> list[tuple[str, str]]:
    cube = result.experiment.latin_hypercube
    told = [
        (words("method.name"), words("text.between_items").join(one.name for one in result.design.scenarios)),
        (words("method.seed"), str(result.experiment.seed)),
    ]
    if cube is not None:
        told.append(
            (
                words("experiment.design"),
                f"{cube.design}, {cube.shape}, {cube.points}, {words('method.seed')} {cube.seed}",
            )
        )
    return [*told, (words("experiment.code"), code_hash()), (words("method.versions"), f"ccsim {__version__}")]
