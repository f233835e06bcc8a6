"""What it takes to simulate any replication of a run over months: plans, people, and centres with classes of tenure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.experiment.months_plan import Month, MonthsPlan, PlannedMonth
from ccsim.model.inputs import Centre
from ccsim.scenario.centre import centre_of
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.workforce import Contacts, Staff, Workforce
from ccsim.workforce.people_plan import PeoplePlan, people_plan
from ccsim.workforce.tenure_classes import TenureClass, in_classes, tenure_classes


@dataclass(frozen=True)
class MonthsJob:
    """What a worker needs to simulate any replication of one scenario's months."""

    scenario: Scenario
    whole: Scenario | None
    """All days in one scenario with classes of tenure as groups, where they are simulated one after another."""
    months: tuple[Month, ...]
    planned: tuple[PlannedMonth, ...]
    people: Mapping[str, PeoplePlan]
    """By team."""
    classes: Mapping[str, tuple[TenureClass, ...]]
    centre: Centre
    """As the scenario has it, with teams as groups."""
    centres: tuple[Centre, ...]
    """Of every month, with classes of tenure as groups."""
    whole_centre: Centre | None
    """Of all days."""
    seed: int
    engine: str
    epoch_days: int
    """Days that are drawn and simulated at a time; changes no number, only how much memory is needed."""

    def staff(self, team: str) -> Staff:
        """What the scenario says of a team's people."""
        return self._block.groups[team]

    @property
    def contacts(self) -> Contacts:
        """How contacts are simulated."""
        found = self._block.contacts
        assert found is not None
        return found

    @property
    def all_classes(self) -> tuple[TenureClass, ...]:
        """The classes of all teams."""
        return tuple(one for several in self.classes.values() for one in several)

    @property
    def _block(self) -> Workforce:
        assert self.scenario.workforce is not None
        return self.scenario.workforce


def months_job(scenario: Scenario, plan: MonthsPlan, seed: int, engine: str, epoch_days: int) -> MonthsJob:
    """What workers need of a scenario whose months are planned."""
    block = scenario.workforce
    assert block is not None
    assert block.contacts is not None
    people = {name: people_plan(scenario, name) for name in block.groups}
    classes = {name: tenure_classes(one, block.contacts.tenure_classes) for name, one in people.items()}
    every = [one for several in classes.values() for one in several]
    whole = None if plan.whole is None else in_classes(plan.whole, every)
    return MonthsJob(
        scenario=scenario,
        whole=whole,
        months=plan.months,
        planned=plan.planned,
        people=people,
        classes=classes,
        seed=seed,
        engine=engine,
        epoch_days=epoch_days,
        centre=centre_of(scenario),
        centres=tuple(centre_of(in_classes(one.scenario, every)) for one in plan.planned),
        whole_centre=None if whole is None else centre_of(whole),
    )
