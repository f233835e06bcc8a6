"""What the quantities of the files mean, as ratios of the sums that are observed.

The words are those of the files' glossary (docs/verification.md#quantities): offered counts everybody who asks for a
person; who leaves or is turned away counts as abandoned; a wait lasts until answered or until given up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ccsim.model.timegrid import TICKS_PER_S
from ccsim.verification.cases import Case, CaseError, is_number
from ccsim.verification.study import Check, Design, Term, Unchecked, at, total

TOGETHER = 0.1
"""Waits come together: where one contact waits, others do. So many independent events there are for each."""
PER_TICK = 1 / TICKS_PER_S
LOST = ("balked", "abandoned", "blocked")


class Ratio(NamedTuple):
    """Names of the sums above and below, and what a numerator is scaled by."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    scale: float = 1.0
    minus: tuple[str, ...] = ()
    """Sums taken off above."""
    off: tuple[str, ...] = ()
    """Sums taken off below."""
    goal: bool = False


def s(*names: str) -> tuple[str, ...]:
    """Names of sums."""
    return names


RATIOS = {
    "P_wait": Ratio(s("waited"), s("offered")),
    "P_abandon": Ratio(LOST, s("offered"), goal=True),
    "P_block": Ratio(LOST, s("offered"), goal=True),
    "P_ab_given_wait": Ratio(LOST, s("waited")),
    "E_wait_all": Ratio(s("wait_ticks"), s("offered"), PER_TICK, goal=True),
    "E_wait_given_wait": Ratio(s("wait_ticks"), s("waited"), PER_TICK),
    "E_wait_served": Ratio(s("wait_answered_ticks"), s("answered"), PER_TICK),
    "E_wait_abandoned": Ratio(s("wait_ticks"), LOST, PER_TICK, minus=s("wait_answered_ticks")),
    "E_queue": Ratio(s("queue_area_ticks"), s("elapsed_ticks")),
    "E_in_system": Ratio(s("queue_area_ticks", "slot_ticks"), s("elapsed_ticks")),
    "E_busy": Ratio(s("busy_ticks"), s("elapsed_ticks")),
    "occupancy": Ratio(s("busy_ticks"), s("duty_ticks")),
    "carried_rate_per_s": Ratio(s("answered"), s("elapsed_ticks"), TICKS_PER_S),
    "E_chats_in_service": Ratio(s("slot_ticks"), s("elapsed_ticks")),
    "E_chat_duration": Ratio(s("talk_ticks"), s("answered"), PER_TICK),
    "occupancy_any": Ratio(s("busy_ticks"), s("duty_ticks")),
    "mean_concurrency": Ratio(s("slot_ticks"), s("duty_ticks")),
    "mean_concurrency_when_busy": Ratio(s("slot_ticks"), s("busy_ticks")),
    "slot_utilisation": Ratio(s("slot_ticks"), s("slot_capacity_ticks")),
    "contacts_per_issue": Ratio(s("issue_contacts"), s("issues")),
    "E_orbit": Ratio(s("orbit_ticks"), s("elapsed_ticks")),
    "P_all_busy_time_average": Ratio(s("all_busy_ticks"), s("elapsed_ticks")),
}
"""Quantities without a threshold."""

BY_THRESHOLD = {
    "SL_all_offered": Ratio(s("answered_in_time"), s("offered"), goal=True),
    "SL_of_served": Ratio(s("answered_in_time"), s("answered")),
    "SL_excl_early_abandon": Ratio(s("answered_in_time"), s("offered"), off=s("abandoned_early")),
    "P_wait_le": Ratio(s("answered_in_time", "abandoned_early"), s("offered"), goal=True),
}
"""Quantities with a threshold T, written NAME@T."""

WITH_THRESHOLD = ("answered_in_time", "abandoned_early")
"""Sums that are observed for every threshold, as NAME@T."""

NOT_SIMULATED = {
    r"asymvar_.*": "says how long a run must be, nothing about its result",
    r"Var_.*": "the measures hold no squares; means and shares at several points are checked",
    r"E_virtual_wait|P_virtual_wait_le@.*": "is about an imagined contact of endless patience, not one that happened",
    r"P_block_ErlangB_same_n": "another model with the same load, there for comparison",
    r"published_.*|our_sim_.*": "an estimate of another simulation with its own error; the exact value is checked",
    r"max_rel_numerical_error_estimate|k_used|time_lag_of_peak_s": "belongs to the calculation of the reference",
}
"""Patterns of names that no simulation gives, and why."""

PROBED = ("contacts_per_issue", "E_orbit", "P_all_busy_time_average")
"""Those of RATIOS that need observations which only studies with repeats make."""
PLAIN = tuple(name for name in RATIOS if name not in PROBED)
KNOWN = (*PLAIN, *(f"{name}@T" for name in BY_THRESHOLD), "wait_quantile_p")
"""Quantities over all contacts, as a file names them."""

_QUANTILE = re.compile(r"wait_quantile_(0?\.\d+)$")


def simple_check(quantity: str, reference: float, terms_of: str = "") -> Check | None:
    """The check of a quantity over all contacts; None if the name is not known. `terms_of`: the name it goes by."""
    name, _, threshold = (terms_of or quantity).partition("@")
    if name in BY_THRESHOLD and re.fullmatch(r"\d+(\.\d+)?", threshold):
        return _check(quantity, reference, with_threshold(BY_THRESHOLD[name], float(threshold)))
    if not threshold and name in RATIOS:
        return _check(quantity, reference, RATIOS[name])
    return None


def with_threshold(ratio: Ratio, threshold_s: float) -> Ratio:
    """The ratio at one of the study's thresholds."""

    def named(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{name}@{float(threshold_s)!r}" if name in WITH_THRESHOLD else name for name in names)

    return ratio._replace(above=named(ratio.above), below=named(ratio.below), off=named(ratio.off))


def cell_check(quantity: str, reference: float, ratio: Ratio, cell: int, rare: float | None = None) -> Check:
    """A check on one cell of the sums."""
    return Check(quantity, reference, *terms(ratio, cell), goal=ratio.goal, rare=rare)


def terms(ratio: Ratio, cell: int | None = None) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """Numerator and denominator, of a cell or over all."""
    if cell is None:
        return total(*ratio.above, minus=ratio.minus, scale=ratio.scale), total(*ratio.below, minus=ratio.off)
    return at(cell, *ratio.above, minus=ratio.minus, scale=ratio.scale), at(cell, *ratio.below, minus=ratio.off)


def quantile_check(quantity: str, value_s: float) -> Check | None:
    """A quantile of the wait, checked as the share of waits at or below it (Woodruff's inversion); None if 0.

    A quantile of 0 only says that at least so many do not wait.
    """
    match = _QUANTILE.match(quantity)
    if match is None or value_s <= 0:
        return None
    ratio = with_threshold(BY_THRESHOLD["P_wait_le"], value_s)
    return Check(quantity, float(match[1]), *terms(ratio), shown_as=f"share of waits up to {value_s:.6g} s")


def sort_out(case: Case, design: Design, probed: bool = False) -> tuple[Check, ...]:
    """Checks of all quantities of a case that are ratios over all its contacts; the others go to `design.unchecked`.

    `probed`: whether the study observes what those of PROBED need.
    """
    checks = []
    for quantity, value in case.quantities.items():
        check = None
        if is_number(value) and (probed or quantity not in PROBED):
            check = simple_check(quantity, value) or quantile_check(quantity, value)
        if check is not None:
            checks.append(check)
        elif _QUANTILE.match(quantity) and value == 0:
            design.unchecked.append(unchecked(case.id, quantity, "is 0: so many do not wait at all, see P_wait"))
        else:
            design.unchecked.append(unchecked(case.id, quantity))
    return tuple(checks)


def why_not(quantity: str) -> str:
    """Why a quantity is not simulated; empty if nothing is known of that name."""
    return next((why for pattern, why in NOT_SIMULATED.items() if re.fullmatch(pattern, quantity)), "")


def unchecked(case: str, quantity: str, why: str = "") -> Unchecked:
    """The entry of a quantity that is not simulated; without a reason, which the catalogue refuses, if it is not known
    by its name and form."""
    return Unchecked(case, quantity, why or why_not(quantity))


def refuse_unknown(case: Case, design: Design, known: Sequence[str]) -> None:
    """Raise CaseError for a quantity that is neither checked nor known not to be simulated.

    `known` are the names of the family, with T for a threshold; the message has the nearest of them.
    """
    stems = {name.partition("@")[0]: name for name in known}
    for entry in design.unchecked:
        if entry.why:
            continue
        stem = entry.quantity.partition("@")[0]
        if stem in stems:
            raise case.wrong(
                entry.quantity, case.quantities[entry.quantity], f"{stems[stem]} in the form of this model"
            )
        close = get_close_matches(stem, stems, n=1)
        hint = f" (did you mean {stems[close[0]]!r}?)" if close else ""
        listed = ", ".join(known)
        raise CaseError(
            f"{case.id}: quantities.{entry.quantity}: unknown quantity{hint}; known in this family: {listed}"
        )


def rarity(quantity: str, reference: float, ratio: Ratio) -> float | None:
    """Independent events behind a quantity, per unit of its denominator; None if they are plentiful.

    A share near 0 or 1 stands on the few that are different; 0 and 1 themselves are exact.
    """
    if ratio.below == LOST:
        return TOGETHER
    if quantity.startswith(("P_", "SL_", "wait_quantile")) and 0 < reference < 1:
        return TOGETHER * min(reference, 1 - reference)
    return None


def _check(quantity: str, reference: float, ratio: Ratio) -> Check:
    above, below = terms(ratio)
    return Check(quantity, reference, above, below, ratio.goal, rarity(quantity, reference, ratio))


def thresholds_of(study_checks: tuple[Check, ...]) -> tuple[float, ...]:
    """All thresholds that the checks need, in the order in which they occur."""
    names = [name for check in study_checks for name, _, _ in (*check.numerator, *check.denominator)]
    return tuple(dict.fromkeys(float(name.partition("@")[2]) for name in names if "@" in name))
