"""Check claims: simulate what they need, judge every reading, search what would have to be true of the contradicted.

Source: docs/claims-method.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, NamedTuple

from ccsim.claims.audit import audit
from ccsim.claims.breakeven import break_even, influences, ladder
from ccsim.claims.expression import Range
from ccsim.claims.figures import figures
from ccsim.claims.judgement import BreakEven, Check, ClaimJudged, Influence, ReadingJudged, status_of
from ccsim.claims.measuring import MISSING, Measured, measured, names_of, spread, value_of
from ccsim.claims.plan import MERCHANT_SEED, Plan, Prepared, Settings, plan_of
from ccsim.claims.points import Point, Task, simulate_points
from ccsim.claims.registry import Claim, Reading, Registry
from ccsim.claims.verdicts import LEAST_DRAWS, Draws, count, probability, share_of, verdicts
from ccsim.experiment.priors import Prior

Progress = Callable[[str, int, int | None], None]
Points = dict[tuple[str, str, int], Point]
"""By scenario, what is varied ("base", "draw", "merchant") and number."""


def check(
    registry: Registry,
    settings: Settings,
    *,
    only: Sequence[str] = (),
    with_author_sources: bool = True,
    seed: int = 1,
    jobs: int = 1,
    quick: bool = False,
    progress: Progress | None = None,
) -> Check:
    """Judge the claims `only`, or all. The result does not depend on `jobs`."""
    started = perf_counter()
    claims = {name: claim for name, claim in registry.claims.items() if not only or name in only}
    plan = plan_of(registry, claims, settings, with_author_sources, seed)
    points = _simulated(plan, jobs, progress)
    judged = [_judged(plan, one, claims[one.claim], points) for one in plan.readings]
    family_of = {place: one.draws for place, one in enumerate(judged) if one.draws and one.draws.n >= LEAST_DRAWS}
    tested, family = list(family_of), list(family_of.values())
    for place, verdict in zip(tested, verdicts(family), strict=True):
        judged[place] = replace(judged[place], status=verdict)
    by_claim: dict[str, list[ReadingJudged]] = {name: [] for name in claims}
    for prepared, reading in zip(plan.readings, judged, strict=True):
        by_claim[prepared.claim].append(reading)
    found = [_claim(name, claims[name], tuple(by_claim[name])) for name in claims]
    found = _with_break_evens(plan, found, jobs, progress)
    return Check(
        tuple(found),
        settings,
        quick,
        seed,
        with_author_sources,
        plan.commands,
        len(tested),
        perf_counter() - started,
        {"scenarios": len(plan.bench.scenarios), "points": len(points)},
    )


def _simulated(plan: Plan, jobs: int, progress: Progress | None) -> Points:
    """Every point of the plan."""
    tasks: list[Task] = []
    labels: list[tuple[str, int]] = []
    for group in plan.groups:
        tasks.append(plan.base_task(group))
        labels.append(("base", 0))
        for what, drawn, first in (("draw", plan.draws, 1), ("merchant", plan.merchants, MERCHANT_SEED)):
            for n in range(_fewest(drawn, group)):
                tasks.append(plan.task(group, {name: drawn[name][n] for name in group}, plan.seed + first + n))
                labels.append((what, n))
    done = simulate_points(plan.bench, tasks, jobs, _telling(progress, "points", len(tasks)))
    return {
        (name, what, n): point
        for task, (what, n), point in zip(tasks, labels, done, strict=True)
        for name in task.names
    }


def _telling(progress: Progress | None, stage: str, total: int) -> Callable[[int], None]:
    return lambda done: progress(stage, done, total) if progress else None


def _judged(plan: Plan, one: Prepared, claim: Claim, points: Points) -> ReadingJudged:
    band = claim.band_of(one.reading)
    if one.circular is not None:
        return ReadingJudged(one.number, one.reading, "circular", band, circular=one.circular)
    names = _names(one.reading)
    drawn = [_at(one.reading, points, names, "draw", n) for n in range(_fewest(plan.draws, names))]
    base = _at(one.reading, points, names, "base", 0)
    over_ignorance = spread([point.value for point in drawn])
    if not one.reading.judged:
        return ReadingJudged(one.number, one.reading, "shown", band, base=base, over_ignorance=over_ignorance)
    sold = [_at(one.reading, points, names, "merchant", n) for n in range(_fewest(plan.merchants, names))]
    draws = _counted(drawn, band)
    return ReadingJudged(
        one.number,
        one.reading,
        "undetermined",
        band,
        base=base,
        draws=draws,
        probability=probability(draws),
        over_ignorance=over_ignorance,
        merchants=share_of(_counted(sold, band)) if sold else None,
        over_merchants=spread([point.value for point in sold]) if sold else None,
        influences=tuple(_influences(plan, names, [point.value for point in drawn])[:8]),
        conditional_on=one.conditional_on,
    )


def _fewest(drawn: Mapping[str, Sequence[Any]], names: Sequence[str]) -> int:
    """Points that all of the scenarios have."""
    return min((len(drawn[name]) for name in names), default=0)


def _at(reading: Reading, points: Points, names: Sequence[str], what: str, n: int) -> Measured:
    """A measure at one numbered point of all its scenarios."""
    return measured(reading, {name: points[name, what, n] for name in names}) if names else MISSING


def _counted(found: Sequence[Measured], band: Range) -> Draws:
    return count([one.low for one in found], [one.high for one in found], band)


def _influences(plan: Plan, names: Sequence[str], values: Sequence[float]) -> list[Influence]:
    """Inputs of any of the scenarios; one that several share has one value in a draw."""
    paths: dict[str, Sequence[float]] = {}
    for name in names:
        drawn = plan.draws[name][: len(values)]
        for path in drawn[0] if drawn else ():
            if isinstance(drawn[0][path], (int, float)):
                paths.setdefault(path, [float(point[path]) for point in drawn])
    return influences(paths, values)


def _claim(name: str, claim: Claim, readings: tuple[ReadingJudged, ...]) -> ClaimJudged:
    recomputed = audit(figures().ranges) if claim.decided_by or claim.findings else {}
    findings = tuple(recomputed[one] for one in (*claim.decided_by, *claim.findings))
    return ClaimJudged(name, claim, status_of(claim, readings, findings), readings, findings)


class _Search(NamedTuple):
    """Along one input of one contradicted claim's most favourable reading."""

    claim: str
    reading: Reading
    prior: Prior
    upwards: bool
    scenarios: tuple[str, ...]
    """Those of the reading's scenarios that have the input."""


def _with_break_evens(
    plan: Plan, claims: Sequence[ClaimJudged], jobs: int, progress: Progress | None
) -> list[ClaimJudged]:
    """Searches along the strongest inputs of every contradicted claim's most favourable reading."""
    searches = [search for claim in claims for search in _searches(plan, claim)]
    steps: dict[tuple[str, str, float | None], Task] = {}
    for search in searches:
        for name in _names(search.reading):
            steps[name, "", None] = plan.task((name,), {name: {}}, plan.seed)
        for name in search.scenarios:
            for value in ladder(search.prior, search.upwards):
                given = int(value) if isinstance(search.prior.base, int) else value
                path = search.prior.path
                steps[name, path, value] = plan.task((name,), {name: {path: given}}, plan.seed)
    tell = _telling(progress, "break-evens", len(steps))
    done = dict(zip(steps, simulate_points(plan.bench, list(steps.values()), jobs, tell), strict=True))
    found: dict[str, list[BreakEven]] = {}
    for search in searches:
        own = {name: done[name, "", None] for name in _names(search.reading)}
        tried = [(float(search.prior.base), value_of(search.reading, own))]
        for value in ladder(search.prior, search.upwards):
            there = {**own, **{name: done[name, search.prior.path, value] for name in search.scenarios}}
            tried.append((value, value_of(search.reading, there)))
        band = next(claim.claim for claim in claims if claim.id == search.claim).band_of(search.reading)
        found.setdefault(search.claim, []).append(break_even(search.scenarios[0], search.prior, tried, band))
    return [_with(claim, tuple(found.get(claim.id, ()))) for claim in claims]


def _searches(plan: Plan, claim: ClaimJudged) -> list[_Search]:
    best = claim.best
    if claim.status != "contradicted" or best is None or best.base is None:
        return []
    found = []
    for influence in best.influences[: plan.settings.influences]:
        scenarios = tuple(name for name in _names(best.reading) if influence.path in plan.priors[name])
        upwards = (influence.correlation > 0) == (best.base.value < best.band.low)
        prior = plan.independent[scenarios[0]][influence.path]
        found.append(_Search(claim.id, best.reading, prior, upwards, scenarios))
    return found


def _names(reading: Reading) -> list[str]:
    """Scenarios whose quantities a reading measures."""
    return list(dict.fromkeys(named.scenario for named in names_of(reading).values()))


def _with(claim: ClaimJudged, found: tuple[BreakEven, ...]) -> ClaimJudged:
    best = claim.best
    if not found or best is None:
        return claim
    readings = tuple(replace(one, break_evens=found) if one is best else one for one in claim.readings)
    return replace(claim, readings=readings)
