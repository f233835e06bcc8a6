"""What drawn arrivals must be: rates that exist, parts that fit a day, special days that are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ccsim.model.timegrid import DAY_S
from ccsim.scenario.arrivals import PoissonArrivals
from ccsim.scenario.calendar_block import Calendar
from ccsim.scenario.calendar_days import OF_THE_CALENDAR, dates_on
from ccsim.scenario.clock_rules import OF_A_DAY, divides_day
from ccsim.scenario.finding import Mistake
from ccsim.scenario.intents import Intent
from ccsim.scenario.messages import nearest
from ccsim.scenario.rates import Rates, Sinusoid
from ccsim.scenario.run import Run
from ccsim.scenario.special_days import SpecialDay

MOST_PER_DAY = 50e6
SHORTEST_RATE_S = 60.0
SHORTEST_DECAY_S = 10.0


def rate_mistakes(arrivals: PoissonArrivals) -> Iterator[Mistake]:
    """Key path, what stands there and what is expected of every rate that cannot be drawn."""
    if arrivals.volume is not None:
        yield from _volume("arrivals.volume", arrivals.volume)
    if arrivals.rates is not None:
        yield from _rates(arrivals.rates)
    if arrivals.sinusoid is not None:
        yield from _sinusoid(arrivals.sinusoid)
    yield from _profile("arrivals.profile", arrivals.profile)
    for i, special in enumerate(arrivals.special_days):
        yield from _profile(f"arrivals.special_days.{i}.profile", special.profile or [1.0])
        for j, spike in enumerate(special.spikes):
            if spike.decay < SHORTEST_DECAY_S:
                path = f"arrivals.special_days.{i}.spikes.{j}.decay"
                yield path, f"{spike.decay:g} s", f"expected at least {SHORTEST_DECAY_S:g} s"


def special_day_mistakes(arrivals: PoissonArrivals, run: Run, calendar: Calendar | None) -> Iterator[Mistake]:
    """Two special days on one date; holidays without a calendar."""
    seen: dict[date, int] = {}
    for i, special in enumerate(arrivals.special_days):
        path = f"arrivals.special_days.{i}"
        if special.on in OF_THE_CALENDAR and calendar is None:
            yield f"{path}.on", f'"{special.on}"', "expected a calendar too, which says which days these are"
            continue
        for on in _dates(special, run):
            if on in seen:
                key = next(key for key in ("date", "day", "on") if getattr(special, key) is not None)
                yield f"{path}.{key}", f"{on} a second time", f"it is special day {seen[on]} already (counted from 0)"
                break
            seen[on] = i


def intent_mistakes(arrivals: PoissonArrivals, intents: dict[str, Intent]) -> Iterator[Mistake]:
    """Intents that the scenario does not have; days on which contacts would be about nothing."""
    expected = "expected one of the intents " + ", ".join(intents)
    for i, special in enumerate(arrivals.special_days):
        path = f"arrivals.special_days.{i}"
        for name in special.intents:
            if name not in intents:
                yield f"{path}.intents.{name}", f'"{name}"', expected, nearest(name, intents)
        for name in special.after.intents if special.after else ():
            if name not in intents:
                yield f"{path}.after.intents", f'"{name}"', expected, nearest(name, intents)
        if not any(intent.share * special.intents.get(name, 1.0) for name, intent in intents.items()):
            yield f"{path}.intents", "shares that are all 0", "expected an intent with a share above 0"


def without_effect(arrivals: PoissonArrivals) -> Iterator[str]:
    """Keys that have nothing to act on, as sentences."""
    if "halfhour_correlation" in arrivals.model_fields_set and arrivals.halfhour_busyness_cv == 0:
        yield "arrivals.halfhour_correlation is ignored: arrivals.halfhour_busyness_cv is 0"


def _dates(special: SpecialDay, run: Run) -> list[date]:
    if special.on is not None:
        return list(dates_on(special.on, run.start, run.start + timedelta(days=run.days - 1)))
    return [special.date if special.date is not None else run.start + timedelta(days=special.day or 0)]


def _volume(path: str, per_day: float) -> Iterator[Mistake]:
    if per_day <= 0:
        yield path, "0 per day", "expected a volume above 0"
    if per_day > MOST_PER_DAY:
        yield path, f"{per_day:,.0f} per day", f"expected at most {MOST_PER_DAY:,.0f}"


def _profile(path: str, profile: list[float]) -> Iterator[Mistake]:
    if DAY_S % len(profile):
        expected = "expected equal parts of the day in whole seconds, such as 24, 48 or 96"
        yield path, f"a list of {len(profile)}", expected


def _rates(rates: Rates) -> Iterator[Mistake]:
    per_day = round(DAY_S / rates.interval)
    if rates.interval < SHORTEST_RATE_S or not divides_day(rates.interval):
        yield "arrivals.rates.interval", f"{rates.interval:g} s", OF_A_DAY
        return
    covered = len(rates.per_hour)
    if covered % per_day and per_day % covered:
        found = f"{covered} rates of {rates.interval / 60:g} min"
        expected = f"expected {per_day} for a day, a multiple of that for several days, or a number that divides it"
        yield "arrivals.rates.per_hour", found, expected
    yield from _volume("arrivals.rates.per_hour", 24 * sum(rates.per_hour) / covered)


def _sinusoid(sinusoid: Sinusoid) -> Iterator[Mistake]:
    yield from _volume("arrivals.sinusoid.mean", sinusoid.mean)
    if sinusoid.amplitude > sinusoid.mean:
        expected = f"expected at most the mean, {sinusoid.mean:g} per day: rates are not negative"
        yield "arrivals.sinusoid.amplitude", f"{sinusoid.amplitude:g} per day", expected
    if sinusoid.period < SHORTEST_RATE_S:
        yield "arrivals.sinusoid.period", f"{sinusoid.period:g} s", 'expected at least "1 min"'
