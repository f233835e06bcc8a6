"""The flow of contacts some of which come again, and what it makes of one queue: the sums behind `erlang repeats`.

Of the answered a share comes again, and of those that left unanswered another. In the long run the contacts are the
first ones and those that come again, lambda = first + repeat x answered(lambda) + retry x left(lambda), and the queue
is taken to meet them as Poisson arrivals. That is exact where a contact comes again with the same probability whether
it was answered or left, above all where nobody leaves: then the network of queue and orbit has product form, whatever
the delay's distribution. Otherwise it is the limit of long delays. Sources: Jackson (1957); Falin and Templeton (1997);
docs/erlang.md#contacts-that-come-again.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.optimize import brentq

from ccsim.theory.simple_centre import Answer, Question, answer


class Comeback(NamedTuple):
    """Who comes again; both shares below 1."""

    repeat: float = 0.0
    """Share of the answered."""
    retry: float = 0.0
    """Share of those that left unanswered."""
    delay_s: float | None = None
    """Mean time until then (s); it changes no wait."""


class Flow(NamedTuple):
    """Steady state with so many agents; None where there is none, or where it needs the delay."""

    contacts_per_s: float | None
    """First contacts and all that come again."""
    answer: Answer
    """What one of these contacts meets."""
    offered_load: float | None = None
    """Of all contacts (Erlang)."""
    contacts_per_issue: float | None = None
    issues_lost: float | None = None
    """Share of issues that end without an answer."""
    orbit: float | None = None
    """Mean number of customers between two contacts."""
    issue_s: float | None = None
    """Mean time from the first contact to the end of the last (s), by Little's law."""


def is_exact(question: Question, comeback: Comeback) -> bool:
    """Whether the flow meets the queue as Poisson arrivals do."""
    nobody_leaves = math.isinf(question.patience_s) and question.patience is None
    alike = question.patience is None and comeback.repeat == comeback.retry
    return nobody_leaves or alike or comeback.repeat == comeback.retry == 0


def flow(question: Question, comeback: Comeback, agents: int) -> Flow:
    """The flow and what it meets; `question.arrivals_per_s` are first contacts.

    Raises ValueError for a share that is not at least 0 and below 1, and for patience of which some never run out.
    """
    if question.patience is not None and math.isinf(question.patience.mean_s):
        raise ValueError("contacts that come again go only with patience that ends for everybody")
    if not (0 <= comeback.repeat < 1 and 0 <= comeback.retry < 1):
        raise ValueError("the shares that come again are at least 0% and below 100%")
    first = question.arrivals_per_s
    rate = _contacts_per_s(question, comeback, agents)
    met = answer(question._replace(arrivals_per_s=rate), agents)
    if met.abandonment is None or met.queue_length is None or met.mean_wait_s is None:
        return Flow(None, met)
    if first == 0:
        return Flow(0.0, met, 0.0, issues_lost=0.0, orbit=0.0)
    answered, left = rate * (1 - met.abandonment), rate * met.abandonment
    again = comeback.repeat * answered + comeback.retry * left
    load = rate * question.handling_s
    flow_found = Flow(rate, met, load, rate / first, left * (1 - comeback.retry) / first)
    if comeback.delay_s is None:
        return flow_found
    orbit = again * comeback.delay_s
    inside = met.queue_length + answered * question.handling_s
    return flow_found._replace(orbit=orbit, issue_s=(inside + orbit) / first)


def _contacts_per_s(question: Question, comeback: Comeback, agents: int) -> float:
    """The rate at which as many come again as the rate implies.

    What is resolved or given up, lambda - repeat x answered - retry x left, rises with lambda, because both the
    answered and those that left do; so the rate at which it equals the first contacts is unique.
    """
    first = question.arrivals_per_s
    least, most = (first / (1 - share) for share in sorted((comeback.repeat, comeback.retry)))
    if math.isinf(question.patience_s) and question.patience is None:
        return first / (1 - comeback.repeat)
    if first == 0 or least == most:
        return least

    def beyond(rate: float) -> float:
        lost = answer(question._replace(arrivals_per_s=rate), agents).abandonment
        assert lost is not None  # patience ends
        return rate * (1 - comeback.repeat * (1 - lost) - comeback.retry * lost) - first

    if beyond(least) >= 0:
        return least
    if beyond(most) <= 0:
        return most
    return float(brentq(beyond, least, most, xtol=1e-14 * most, rtol=1e-13))
