"""What shifts must agree on: the grid of headcounts, the law, and each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.clock_rules import BEFORE_MIDNIGHT, span_mistakes
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.messages import clock_text
from ccsim.scenario.shifts import Pattern, Shifts

MOST_WORKING = 6 / 7
"""Labour Law of the People's Republic of China, article 38: at least one day off a week."""


def shift_mistakes(groups: Mapping[str, Group], interval_s: float) -> Iterator[Mistake]:
    """Key path, what stands there and what is expected, of every shift that cannot be."""
    for name, group in groups.items():
        shifts, path = group.shifts, f"groups.{name}.shifts"
        if shifts is None:
            continue
        if group.roster is not None:
            yield f"groups.{name}.roster", "a roster beside shifts", "expected one of them; the other is null"
        numbered = [key for key, pattern in shifts.patterns.items() if pattern.agents is not None]
        if numbered and not shifts.given:
            missing = next(key for key in shifts.patterns if key not in numbered)
            expected = "expected agents in every pattern (a roster given by hand) or in none (derived)"
            yield f"{path}.patterns.{missing}", "no agents, where other patterns have them", expected
        elif shifts.given and not any(pattern.agents for pattern in shifts.patterns.values()):
            yield f"{path}.patterns", "nobody at any time", "expected a pattern with at least one agent"
        for key, pattern in shifts.patterns.items():
            yield from _pattern(f"{path}.patterns.{key}", pattern, interval_s)
            yield from _daily_overtime(f"{path}.patterns.{key}", pattern, shifts, group)
        yield from _cover(path, shifts, interval_s)
        if shifts.working_share > MOST_WORKING + 1e-9:
            found = f"{shifts.days_off} after {shifts.days_on} days of work"
            expected = "expected at least one day off in seven (Labour Law, article 38)"
            yield f"{path}.days_off", found, expected
        if shifts.given:
            yield from _monthly_overtime(path, shifts, group)


def month_shift_mistakes(groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Runs over months have no shifts."""
    for name, group in groups.items():
        if group.shifts is not None:
            expected = "expected null: runs over months (workforce.contacts) go by headcounts"
            yield f"groups.{name}.shifts", "shifts", expected


def paid_s(pattern: Pattern) -> float:
    """Paid time of a shift (s): its length without unpaid breaks."""
    return pattern.length - sum(one.length for one in pattern.breaks if not one.paid)


def overtime_s(pattern: Pattern, group: Group) -> float:
    """Paid time of a shift beyond the labour block's paid hours of a day (s)."""
    return max(0.0, paid_s(pattern) - group.labour.hours_per_day)


def shift_keys_ignored(groups: Mapping[str, Group], holidays_known: bool) -> Iterator[str]:
    """Keys that are stated and have no effect, as sentences."""
    for name, group in groups.items():
        path, stated = f"groups.{name}", group.labour.premiums.model_fields_set
        if group.shifts is None:
            if stated:
                yield f"{path}.labour.premiums is ignored: the group has no shifts"
            continue
        if "holiday" in stated and not holidays_known:
            yield f"{path}.labour.premiums.holiday is ignored: the scenario has no calendar of holidays"
        if group.shifts.given:
            if group.shifts.cover:
                yield f"{path}.shifts.cover is ignored: the roster is given by hand"
            for key, pattern in group.shifts.patterns.items():
                if pattern.minimum:
                    yield f"{path}.shifts.patterns.{key}.minimum is ignored: the roster is given by hand"


def _pattern(path: str, pattern: Pattern, interval_s: float) -> Iterator[Mistake]:
    if pattern.start >= DAY_S:
        yield f"{path}.start", "24:00", BEFORE_MIDNIGHT
    elif pattern.start % interval_s:
        yield f"{path}.start", clock_text(pattern.start), _multiple(interval_s)
    if pattern.length % interval_s:
        yield f"{path}.length", f"{pattern.length:g} s", _multiple(interval_s)
    if len(set(pattern.days)) < len(pattern.days):
        yield f"{path}.days", "a day named twice", "expected each day once"
    for i, one in enumerate(pattern.breaks):
        for key in ("after", "length"):
            if getattr(one, key) % interval_s:
                yield f"{path}.breaks.{i}.{key}", f"{getattr(one, key):g} s", _multiple(interval_s)
    for turn in range(turns_of(pattern)):
        spans = break_spans(pattern, turn)
        if any(end > pattern.length for _, end in spans):
            last = max(range(len(spans)), key=lambda i: spans[i][1])
            found = f"a break that ends {spans[last][1] / 3600:g} h after the start"
            yield f"{path}.breaks.{last}", found, f"expected it within the {pattern.length / 3600:g} h of the shift"
            return
        if any(later[0] < earlier[1] for earlier, later in pairwise(sorted(spans))):
            yield f"{path}.breaks", f"breaks that overlap in turn {turn + 1}", "expected one after the other"
            return
    if sum(end - start for start, end in break_spans(pattern, 0)) >= pattern.length:
        yield f"{path}.breaks", "a shift of breaks alone", "expected time on duty as well"


def turns_of(pattern: Pattern) -> int:
    """In how many turns the agents of a shift have their breaks."""
    return max((one.turns for one in pattern.breaks), default=1)


def break_spans(pattern: Pattern, turn: int) -> list[tuple[float, float]]:
    """(begin, end) of every break (s after the beginning of the shift) for agents in this turn."""
    starts = [one.after + turn % one.turns * one.length for one in pattern.breaks]
    return [(start, start + one.length) for start, one in zip(starts, pattern.breaks, strict=True)]


def _daily_overtime(path: str, pattern: Pattern, shifts: Shifts, group: Group) -> Iterator[Mistake]:
    extra_s = overtime_s(pattern, group)
    if extra_s > shifts.overtime.per_day + 1e-6:
        found = f"{paid_s(pattern) / 3600:g} paid hours, {extra_s / 3600:g} h of them overtime"
        expected = f"expected at most {shifts.overtime.per_day / 3600:g} h of it a day (shifts.overtime.per_day)"
        yield f"{path}.length", found, expected


def _monthly_overtime(path: str, shifts: Shifts, group: Group) -> Iterator[Mistake]:
    patterns = shifts.patterns.values()
    number = [(pattern.agents or 0) * len(pattern.days) for pattern in patterns]
    extra_s = sum(n * overtime_s(pattern, group) for n, pattern in zip(number, patterns, strict=True))
    per_month_s = extra_s / max(1, sum(number)) * group.labour.days_per_month
    if per_month_s > shifts.overtime.per_month + 1e-6:
        found = f"{per_month_s / 3600:.4g} h of overtime per agent and month"
        expected = f"expected at most {shifts.overtime.per_month / 3600:g} h on average (shifts.overtime.per_month)"
        yield f"{path}.patterns", found, expected


def _cover(path: str, shifts: Shifts, interval_s: float) -> Iterator[Mistake]:
    for i, span in enumerate(shifts.cover):
        where = f"{path}.cover.{i}"
        yield from span_mistakes(where, span.start, span.until)
        for key, at in (("from", span.start), ("until", span.until)):
            if at % interval_s:
                yield f"{where}.{key}", clock_text(at), _multiple(interval_s)


def _multiple(interval_s: float) -> str:
    return f"expected a multiple of staffing.interval ({interval_s / 60:g} min)"
