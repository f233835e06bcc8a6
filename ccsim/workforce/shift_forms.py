"""A shift as agents work it: when they are on duty, what is paid, what is overtime, whether it is a night shift.

A pattern whose breaks are taken in turns has one form per turn. Times are seconds after the midnight before the
shift begins, so a shift over midnight ends beyond 86,400 s.
"""

from __future__ import annotations

from dataclasses import dataclass

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.groups import Group
from ccsim.scenario.shift_rules import break_spans, turns_of
from ccsim.scenario.shifts import Pattern

Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Form:
    """One way to work a pattern."""

    pattern: str
    turn: int
    """Turn of its breaks, from 0."""
    start_s: float
    end_s: float
    duty: Spans
    """On duty, without breaks."""
    paid_breaks: Spans
    overtime: Spans
    """The last paid hours, beyond the labour block's hours of a day."""
    night_s: float
    """How much of it lies in the night, breaks included."""
    is_night: bool

    @property
    def duty_s(self) -> float:
        """Time on duty."""
        return length_s(self.duty)

    @property
    def paid_s(self) -> float:
        """Paid time."""
        return self.duty_s + length_s(self.paid_breaks)

    @property
    def overtime_s(self) -> float:
        """Overtime, a part of the paid time."""
        return length_s(self.overtime)


def forms_of(group: Group) -> list[Form]:
    """Every form of every pattern of a group with shifts, in the order of the scenario."""
    assert group.shifts is not None
    return [
        _form(name, pattern, turn, group)
        for name, pattern in group.shifts.patterns.items()
        for turn in range(turns_of(pattern))
    ]


def length_s(spans: Spans) -> float:
    """Length of spans together."""
    return sum(end - start for start, end in spans)


def overlap_s(one: Spans, other: Spans) -> float:
    """Time that both have in common; neither overlaps itself."""
    return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)


def without(whole: tuple[float, float], holes: Spans) -> Spans:
    """What is left of a span between holes, which are in order and within it."""
    edges = [whole[0], *(at for hole in holes for at in hole), whole[1]]
    return tuple((start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def _form(name: str, pattern: Pattern, turn: int, group: Group) -> Form:
    start_s, end_s = pattern.start, pattern.start + pattern.length
    breaks = [(start_s + begin, start_s + end) for begin, end in break_spans(pattern, turn)]
    unpaid = tuple(sorted(span for span, one in zip(breaks, pattern.breaks, strict=True) if not one.paid))
    paid_breaks = tuple(sorted(span for span, one in zip(breaks, pattern.breaks, strict=True) if one.paid))
    night_s = overlap_s(((start_s, end_s),), nights_of(group))
    return Form(
        pattern=name,
        turn=turn,
        start_s=start_s,
        end_s=end_s,
        duty=without((start_s, end_s), tuple(sorted(breaks))),
        paid_breaks=paid_breaks,
        overtime=_beyond(without((start_s, end_s), unpaid), group.labour.hours_per_day),
        night_s=night_s,
        is_night=night_s > 0 and night_s >= group.labour.premiums.night_least,
    )


def nights_of(group: Group) -> Spans:
    """The nights that a shift beginning on a day can meet."""
    premiums = group.labour.premiums
    length = (premiums.night_until - premiums.night_from) % DAY_S
    return tuple((day * DAY_S + premiums.night_from, day * DAY_S + premiums.night_from + length) for day in (-1, 0, 1))


def _beyond(paid: Spans, standard_s: float) -> Spans:
    """What of paid spans lies beyond the first `standard_s` of them."""
    found, so_far = [], 0.0
    for start, end in paid:
        begin = max(start, start + standard_s - so_far)
        so_far += end - start
        if begin < end:
            found.append((begin, end))
    return tuple(found)
