"""The run folder: everything needed to believe a run, to repeat it, and to use its numbers elsewhere.

Written beside its final place and renamed, so that a folder with a final name is always complete.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ccsim.atomic import UNFINISHED
from ccsim.demand.recorded import file_hash
from ccsim.experiment.result import Result
from ccsim.report.catalogue import in_language, languages, words_of
from ccsim.report.drawing import Drawing
from ccsim.report.environment import environment
from ccsim.report.export import write_csv
from ccsim.report.html import render_html
from ccsim.report.months_section import months_frame, months_svg
from ccsim.report.peak_figure import peak_figure, peak_svg
from ccsim.report.summary import kpi_frame, provenance_frame, replication_frame, shift_frame, staffing_frame, summary
from ccsim.scenario.arrivals import PoissonArrivals


def folder_name(results: Sequence[Result], now: datetime) -> str:
    """<utc>-<scenarios>-<hash8>: the hash covers the resolved scenarios, the seeds and the replications."""
    said = [[result.resolved, result.seed, result.replications] for result in results]
    digest = hashlib.blake2b(json.dumps(said, sort_keys=True, default=str).encode(), digest_size=4).hexdigest()
    names = "+".join(result.scenario.name for result in results)
    return f"{now.strftime('%Y%m%dT%H%M%SZ')}-{names[:80]}-{digest}"


def write_run(
    results: Sequence[Result],
    inputs: Sequence[Sequence[Path]],
    out: Path,
    command: Sequence[str] = (),
    logs: Callable[[int, Path], None] | None = None,
    pages: Callable[[Path], None] | None = None,
) -> Path:
    """Write the folder of one or several results under `out` and return its path.

    `inputs[i]` are the files that scenario i was read from; `logs(i, folder)` may add contact logs of scenario i,
    `pages(folder)` files on all of them.
    """
    now = datetime.now(UTC)
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=out))
    try:
        peaks = {language: [_peak_of(result, language) for result in results] for language in languages()}
        for number, result in enumerate(results):
            part = work if len(results) == 1 else work / f"{number + 1}-{result.scenario.name}"
            part.mkdir(exist_ok=True)
            _write_result(result, inputs[number], part, {name: drawn[number] for name, drawn in peaks.items()})
            if logs is not None:
                logs(number, part)
        write_json(work / "environment.json", _environment(now, command, results))
        for language in languages():
            page = work / in_language("report.html", language)
            page.write_text(render_html(results, language, peaks[language]), encoding="utf-8")
        if pages is not None:
            pages(work)
        work.chmod(0o755)
        return _put_in_place(work, out / folder_name(results, now))
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _peak_of(result: Result, language: str) -> Drawing | None:
    """Of days; months have another picture."""
    return peak_figure(result, words_of(language)) if result.months is None else None


def _write_result(result: Result, files: Sequence[Path], folder: Path, peaks: Mapping[str, Drawing | None]) -> None:
    (folder / "input").mkdir()
    for number, file in enumerate(files):
        shutil.copyfile(file, folder / "input" / f"{number}-{file.name}")
    write_json(folder / "scenario.json", result.resolved)
    write_json(folder / "summary.json", summary(result))
    _write_table(kpi_frame(result), folder / "summary")
    _write_table(replication_frame(result), folder / "replications")
    _write_table(_by_dimension(result), folder / "sums")
    write_csv(result.series, folder / "series.csv")
    if result.months is None:
        write_csv(result.days, folder / "days.csv")
    else:
        write_csv(months_frame(result.months), folder / "months.csv")
    if not result.reserves.empty:
        write_csv(result.reserves, folder / "surge.csv")
    write_csv(result.breakdown, folder / "breakdown.csv")
    write_csv(result.ledger, folder / "ledger.csv")
    write_csv(staffing_frame(result), folder / "staffing.csv")
    write_csv(result.hours, folder / "hours.csv")
    if result.schedule.shifts:
        write_csv(shift_frame(result), folder / "shifts.csv")
    write_csv(provenance_frame(result), folder / "provenance.csv")
    for language in languages():
        if result.months is None:
            name, svg = "peak.svg", peak_svg(result, language, peaks[language])
        else:
            name, svg = "months.svg", months_svg(result, language)
        (folder / in_language(name, language)).write_text(svg, encoding="utf-8")


def _by_dimension(result: Result) -> pd.DataFrame:
    """Every sum by dimension and key, summed over replications."""
    rows = [
        {
            "dimension": dimension,
            "key": key,
            "sum": name,
            "value": int(sum(one.by[dimension][name][key] for one in result.sums)),
        }
        for dimension, arrays in result.sums[0].by.items()
        for name, array in arrays.items()
        for key in range(array.size)
    ]
    return pd.DataFrame(rows)


def _write_table(frame: pd.DataFrame, stem: Path) -> None:
    write_csv(frame, stem.with_suffix(".csv"))
    frame.to_parquet(stem.with_suffix(".parquet"), index=False, write_page_checksum=True)


def write_json(path: Path, content: Any) -> None:
    """Write plain content as JSON for people and programs; what JSON does not know becomes text."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str, allow_nan=False), encoding="utf-8")


def _environment(now: datetime, command: Sequence[str], results: Sequence[Result]) -> dict[str, Any]:
    """When, by what and from which recorded files (SHA-256) the run was made."""
    arrivals = [result.scenario.arrivals for result in results]
    return {
        **environment(command, now),
        "recorded": {one.file: file_hash(one.file) for one in arrivals if not isinstance(one, PoissonArrivals)},
    }


def _put_in_place(work: Path, final: Path) -> Path:
    """Rename to the final name, or to the next free one beside it."""
    for path in [final, *(final.with_name(f"{final.name}-{number}") for number in range(2, 1000))]:
        try:
            if not path.exists():
                os.rename(work, path)
                return path
        except OSError:
            if not path.exists():
                raise
    raise FileExistsError(final)
