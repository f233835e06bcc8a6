"""A team of a verification case over months: what is asked of it, when, and of the drawn team or its expectations."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.verification import composing as compose
from ccsim.verification.cases import Case
from ccsim.verification.quantities import unchecked
from ccsim.verification.study import Check, Design, PeopleQuestion, Study, Term, at, total

TEAMS_AT_LEAST = 25
"""In a replication: a single team's headcount, squared, is far from normal."""
GOALS = ("heads", "leavers", "effective")
"""Sums whose means the budget is shared out for."""

Known = Mapping[str, tuple[tuple[Term, ...], tuple[Term, ...]]]
"""Quantities that are one number, each as a ratio of sums."""


class Team:
    """A team of a case, the times at which it is looked at, and how."""

    def __init__(
        self,
        case: Case,
        staff: Mapping[str, Any],
        times: Sequence[float],
        label: str = "drawn",
        how: str = "drawn",
        leaving: str = "any_time",
    ) -> None:
        self._case, self._staff, self._times, self._label, self._how = case, dict(staff), list(times), label, how
        self._leaving = leaving

    def design(self, lists: Mapping[str, str], single: Known, variance: bool = False) -> Design:
        """The team drawn, and its expectations; lists by time, and single quantities that are calculated."""
        case, design = self._case, Design()
        checks = [
            c for quantity, name in lists.items() if quantity in case.quantities for c in self.listed(quantity, name)
        ]
        calculated = [*checks, *self.singles(single)]
        if variance and "Var_headcount" in case.quantities:
            checks = [*checks, *self._variances("Var_headcount", "E_headcount")]
        done = {check.quantity.partition("[")[0] for check in (*checks, *calculated)}
        design.unchecked += [unchecked(case.id, quantity) for quantity in case.quantities if quantity not in done]
        expected = Team(case, self._staff, self._times, "expectation", "expected", self._leaving)
        design.studies += [self.study(checks), expected.study(calculated)]
        return design

    def listed(self, quantity: str, name: str, scale: float = 1.0) -> list[Check]:
        """A list by time; one that has no value for the first time begins at the second, others are CaseErrors."""
        values, number = self._case.quantities[quantity], len(self._times)
        if not isinstance(values, list) or len(values) not in (number, number - 1):
            raise self._case.wrong(quantity, values, f"a list of {number} numbers, or of one less without the first")
        skip = number - len(values)
        return [
            Check(f"{quantity}[{i}]", value, at(i + skip, name, scale=scale), total("teams"), goal=name in GOALS)
            for i, value in enumerate(values)
        ]

    def singles(self, known: Known) -> list[Check]:
        """Quantities that are one number."""
        there = self._case.quantities
        return [
            Check(quantity, self._case.number(quantity), *ratio)
            for quantity, ratio in known.items()
            if quantity in there
        ]

    def _variances(self, quantity: str, mean: str) -> list[Check]:
        """Mean squared distance from the known mean."""
        means, values = self._case.quantities.get(mean), self._case.quantities[quantity]
        if not isinstance(means, list) or not isinstance(values, list) or len(means) != len(values):
            raise self._case.wrong(quantity, values, f"a list as long as that of {mean}")
        if len(values) != len(self._times):
            raise self._case.wrong(quantity, values, f"a list of {len(self._times)} numbers")
        return [
            Check(
                f"{quantity}[{i}]",
                value,
                (("heads_squared", i, 1.0), ("heads", i, -2 * means[i]), ("teams", None, means[i] ** 2)),
                total("teams"),
            )
            for i, value in enumerate(values)
        ]

    def study(self, checks: Sequence[Check]) -> Study:
        """The study of some checks."""
        months = max(1, math.ceil(max(self._times))) if self._how != "curve" else 1
        content = compose.scenario(
            compose.volume(0.01),
            {"hands_on_per_reply": "1 min"},
            {"mean": "1 min"},
            1,
            workforce={"months": months, "leaving": self._leaving, "groups": {"team": self._staff}},
        )
        question = PeopleQuestion("team", tuple(self._times), self._how)
        hired = float(self._staff.get("hiring", {}).get("per_month", 0.0)) * months
        size = 2.0 * float(self._staff["headcount"]) + hired if self._how == "drawn" else 1.0  # people, roughly
        teams = TEAMS_AT_LEAST if self._how == "drawn" else 1
        return Study(self._case, self._label, content, tuple(checks), size, 0, week_days=teams, people=question)


def and_settled(design: Design, team: Team, known: Known) -> Design:
    """The design with single quantities of a further team that has long been so."""
    checks = team.singles(known)
    for check in checks:
        no_longer_unchecked(design, check.quantity, checks)
    if checks:
        design.studies.append(team.study(checks))
    return design


def no_longer_unchecked(design: Design, quantity: str, checks: Sequence[Check]) -> None:
    """What is checked after all is no longer listed as unchecked."""
    design.unchecked = [one for one in design.unchecked if one.quantity != quantity or not checks]


def per_team(name: str) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """A sum per team."""
    return total(name), total("teams")
