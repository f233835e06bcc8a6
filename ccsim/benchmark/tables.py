"""A bench as text for people and as plain data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ccsim.benchmark.bench import Bench, Timing
from ccsim.benchmark.contenders import COMPILED, CONTENDERS, WORKLOADS
from ccsim.benchmark.goals import Goal, goals
from ccsim.benchmark.stationary import QUEUE, SMALL

HEADS = (
    "contender", "contacts", "legs", "events", "contacts/s", "with drawing", "ns/event", "compiled is",
    "peak MB", "B/row", "load s", "first s", "runs",
)  # fmt: skip


def text(bench: Bench) -> str:
    """Tables of answers, timings and goals; ends without a line break."""
    parts = [_answers(bench)] if any(one.answers for one in bench.timings) else []
    for workload in bench.plan.workloads:
        title = f"{workload}: {WORKLOADS[workload].about}; {_amount(workload, bench.plan.size(workload))}"
        rows = [_row(bench, one) for one in bench.timings if one.workload == workload]
        rows += [(name, why) for name, why in bench.absent.items() if CONTENDERS[name].runs(workload)]
        parts.append(f"{title}\n{_aligned([HEADS, *rows])}")
    title = "Goals" + (" (small sizes: indicative)" if bench.plan.quick else "")
    parts.append("\n".join([title, *(goal_line(goal) for goal in goals(bench))]))
    return "\n\n".join(parts)


def goal_line(goal: Goal) -> str:
    """For example: "goal >= 400x: 512x, reached"."""
    bound = f"{'>=' if goal.at_least else '<='} {_amount_of(goal.limit, goal.unit)}"
    if goal.value is None:
        return f"  {goal.what:36}  goal {bound}: not measured"
    said = "reached" if goal.reached else "missed"
    return f"  {goal.what:36}  goal {bound}: {_amount_of(goal.value, goal.unit)}, {said}"


def plain(bench: Bench) -> dict[str, Any]:
    """Everything, for JSON; seconds are of CPU time."""
    return {
        "quick": bench.plan.quick,
        "timings": [_timing(one) for one in bench.timings],
        "not_measured": bench.absent,
        "speed_up_of_two": bench.speed_up,
        "goals": [{**goal._asdict(), "reached": goal.reached} for goal in goals(bench)],
    }


def _timing(one: Timing) -> dict[str, Any]:
    return {
        "contender": one.contender,
        "version": CONTENDERS[one.contender].installed(),
        "workload": one.workload,
        **one.first.ran._asdict(),
        "contacts_per_s": one.contacts_per_s,
        "contacts_per_s_with_drawing": one.contacts_per_s_with_drawing,
        "ns_per_event": one.ns_per_event,
        "load_s": one.load_s,
        "draw_s": one.draw_s,
        "first_s": one.first.cpu_s,
        "runs_s": list(one.runs_s),
        "peak_bytes": one.first.peak_bytes,
        "bytes_per_row": one.bytes_per_row,
        "answers": {
            name: [{**measure._asdict(), "agrees": measure.agrees} for measure in answer]
            for name, answer in one.answers.items()
        },
    }


def _answers(bench: Bench) -> str:
    rows: list[Sequence[str]] = [("contender", "queue", "measure", "value", "exact", "tolerance", "")]
    for one in bench.timings:
        for queue, answer in one.answers.items():
            for measure in answer:
                figures = (f"{figure:.4f}" for figure in (measure.value, measure.exact, measure.tolerance))
                rows.append((one.contender, queue, measure.name, *figures, "right" if measure.agrees else "WRONG"))
    title = (
        f"Erlang A: P1 with {QUEUE.agents} agents, and the same program with {SMALL.agents}, whose answer is sharper.\n"
        "Tolerances are sampling errors (docs/performance.md)."
    )
    return f"{title}\n{_aligned(rows, words=3)}"


def _row(bench: Bench, one: Timing) -> tuple[str, ...]:
    compiled, ran = bench.of(COMPILED, one.workload), one.first.ran
    return (
        one.contender,
        f"{ran.contacts:,}",
        f"{ran.legs:,}",
        f"{ran.events:,}" if ran.events else "-",
        f"{one.contacts_per_s:,.0f}",
        f"{one.contacts_per_s_with_drawing:,.0f}",
        f"{one.ns_per_event:.0f}" if one.ns_per_event else "-",
        f"{one.run_s / compiled.run_s:,.1f}x" if compiled else "-",
        f"{one.first.peak_bytes / 1e6:,.0f}",
        f"{one.bytes_per_row:,.0f}",
        f"{one.load_s:.2f}",
        f"{one.first.cpu_s:.3f}",
        str(len(one.runs_s)),
    )


def _amount(workload: str, size: float) -> str:
    return {"P1": f"{size:g} hours", "P2": f"{size:.0%} of it", "year": f"{size:g} days"}[workload]


def _amount_of(value: float, unit: str) -> str:
    figure = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{figure}x" if unit == "x" else f"{figure} {unit}"


def _aligned(rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """Columns; the first `words` to the left, figures to the right; a short row's second cell may be a remark."""
    full = [row for row in rows if len(row) == len(rows[0])]
    sizes = [max(len(row[column]) for row in full) for column in range(len(rows[0]))]
    sizes[0] = max(len(row[0]) for row in rows)
    lines = []
    for row in rows:
        cells = [
            cell.ljust(size) if column < words or len(row) < len(sizes) else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, sizes, strict=False))
        ]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)
