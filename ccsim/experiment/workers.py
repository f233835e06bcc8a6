"""Work on several cores: on threads where the heavy parts release Python's lock, on processes where they do not.

Results come in the order of the items, so nothing that is computed from them depends on the number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any, Generic, TypeVar

from ccsim.errors import CcsimError

PROCESSES_REPAY_FROM = 5_000_000.0
"""Contacts from which starting processes (two seconds each) costs less than what threads lose to Python's lock."""

State = TypeVar("State")
Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def on_threads(engine: str, contacts: float) -> bool:
    """Whether work of so many contacts in all goes on threads: the reference engine never releases Python's lock."""
    return engine == "compiled" and contacts < PROCESSES_REPAY_FROM


class Workers(Generic[State]):
    """Applies functions of (state, item) to items; a context manager.

    `state` is sent to every process once. One worker, or `jobs` of 1, works here and now.
    """

    def __init__(self, state: State, jobs: int, threads: bool) -> None:
        self._state, self._jobs, self._threads = state, jobs, threads
        self._pool: Executor | None = None

    def __enter__(self) -> Workers[State]:
        self._pool = self._new_pool()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            for child in active_children():  # nobody waits for what they are at
                child.terminate()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[State, Item], Outcome], items: Sequence[Item]) -> Iterator[Outcome]:
        """function(state, item) for every item, in their order.

        A killed process breaks its pool: what is finished is kept and the rest tried once more. Raises CcsimError if
        that happens twice.
        """
        done = 0
        for _attempt in range(2):
            try:
                for outcome in self._map(function, items[done:]):
                    done += 1
                    yield outcome
                return
            except BrokenProcessPool:
                self._pool = self._new_pool()
        raise CcsimError("a worker process died twice; run with -j 1 to see why, or with less memory in use")

    def _map(self, function: Callable[[State, Item], Outcome], items: Sequence[Item]) -> Iterator[Outcome]:
        if self._pool is None or len(items) == 1:
            return (function(self._state, item) for item in items)
        if self._threads:
            return self._pool.map(function, [self._state] * len(items), items)
        return self._pool.map(_apply, [function] * len(items), items)

    def _new_pool(self) -> Executor | None:
        if self._jobs <= 1:
            return None
        if self._threads:
            return ThreadPoolExecutor(self._jobs)
        return ProcessPoolExecutor(
            self._jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(self._state,)
        )


_STATE: Any = None


def _prepare(state: Any) -> None:
    global _STATE
    _STATE = state
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _apply(function: Callable[[Any, Item], Outcome], item: Item) -> Outcome:
    return function(_STATE, item)
