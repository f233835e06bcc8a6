"""Run an experiment: every cell, on as many cores as wanted, from the store where it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccsim.experiment.cells import CellResult, Wanted, run_cell
from ccsim.experiment.definition import Experiment, LoadedExperiment
from ccsim.experiment.design import Cell, Design, design_of
from ccsim.experiment.store import Store
from ccsim.experiment.workers import Workers

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class ExperimentResult:
    """A finished experiment."""

    loaded: LoadedExperiment
    design: Design
    results: list[CellResult]
    """One for each of `design.cells`, in their order."""

    @property
    def experiment(self) -> Experiment:
        """What was asked."""
        return self.loaded.experiment

    @property
    def computed(self) -> int:
        """Pieces of work that were missing in the store."""
        return sum(result.computed for result in self.results)

    @property
    def kept(self) -> int:
        """Pieces of work that the store had."""
        return sum(result.kept for result in self.results)

    @property
    def damaged(self) -> int:
        """Stored files that were broken and were replaced."""
        return sum(result.damaged for result in self.results)


def wanted_of(design: Design, store: Path) -> Wanted:
    """How the cells of an experiment are simulated."""
    experiment = design.experiment
    return Wanted(
        store=store,
        seed=experiment.seed,
        replications=experiment.fixed_replications,
        precision=experiment.precision,
        people=experiment.people is not None,
        people_months=experiment.people.months if experiment.people else None,
        cells=len(design.cells),
    )


def run_experiment(
    loaded: LoadedExperiment,
    store: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    design: Design | None = None,
) -> ExperimentResult:
    """Finish every cell of an experiment; what the store has is not computed again.

    The result depends on the experiment, its scenarios and the code alone: not on `jobs`, on what was in the store, or
    on how often the work was interrupted. Raises ScenarioError if the design is wrong, CcsimError if workers die.
    """
    design = design_of(loaded) if design is None else design
    Store(store).tidy()
    results: list[CellResult] = []
    work = _Work(wanted_of(design, store), design.cells)
    with Workers(work, min(jobs, len(design.cells)), threads=False) as workers:
        for result in workers.map(_finish, range(len(design.cells))):
            results.append(result)
            if progress is not None:
                progress("cells", len(results), len(design.cells))
    return ExperimentResult(loaded, design, results)


@dataclass(frozen=True)
class _Work:
    wanted: Wanted
    cells: list[Cell]


def _finish(work: _Work, number: int) -> CellResult:
    return run_cell(work.wanted, work.cells[number])
