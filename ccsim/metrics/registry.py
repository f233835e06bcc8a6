"""Every KPI as a pair of sums: what is counted, out of what, in which unit, and how its interval is made.

A KPI is (weighted sum of sums over replications) / (another); quantiles name the histogram instead. Adding one is a
line here, a row in docs/metrics.md and a hand-computed test. Definitions in words: docs/metrics.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ccsim.metrics.needs import UNNAMED, WHY_NOT, Need, there
from ccsim.model.inputs import Centre
from ccsim.model.timegrid import TICKS_PER_S

Kind = Literal["proportion", "ratio", "quantile"]
Unit = Literal["share", "s", "1/day", "1/agent-day", "agent-days/day", "number", "1/yr", "months", "money"]
Weights = Mapping[str, float]

AGENT_DAY_S = 28_800.0
"""Eight hours on duty (or paid) make an agent-day."""
_S = 1.0 / TICKS_PER_S
_AGENT_DAY = _S / AGENT_DAY_S
_PPB = 1e-9
_MICRO = 1e-6


@dataclass(frozen=True)
class Kpi:
    """A measure's name and how it is made from sums.

    `numerator` and `denominator` map names of sums to weights ("cost:..." names a total of the ledger); `kind` selects
    the interval (logit for proportions, log for positive ratios, Woodruff for quantiles of the wait); `quantile` is
    the probability of a quantile; `needs` says what a scenario must have for the KPI to exist.
    """

    name: str
    numerator: Weights
    denominator: Weights
    unit: Unit
    kind: Kind
    doc: str
    needs: Need | None = None
    quantile: float | None = None

    @property
    def sums(self) -> tuple[str, ...]:
        """Names of the sums it is made from, without the ledger's."""
        return tuple(name for name in (*self.numerator, *self.denominator) if not name.startswith("cost:"))

    @property
    def is_money(self) -> bool:
        """Whether the numerator comes from the ledger."""
        return any(name.startswith("cost:") for name in self.numerator)

    def missing_in(self, centre: Centre) -> str:
        """Why the KPI does not exist in this centre; empty if it does."""
        return "" if self.needs is None or there(centre)[self.needs] else WHY_NOT[self.needs]

    def named_in(self, centre: Centre) -> bool:
        """Whether results of this centre name the KPI, if only to say why it does not exist."""
        return self.needs not in UNNAMED or not self.missing_in(centre)


def _share(name: str, part: str | Weights, whole: str | Weights, doc: str, needs: Need | None = None) -> Kpi:
    return Kpi(name, _weights(part), _weights(whole), "share", "proportion", doc, needs)


def _seconds(name: str, part: str | Weights, whole: str | Weights, doc: str, needs: Need | None = None) -> Kpi:
    parts = {sum_name: weight * _S for sum_name, weight in _weights(part).items()}
    return Kpi(name, parts, _weights(whole), "s", "ratio", doc, needs)


def _per_day(name: str, counted: str, doc: str, needs: Need | None = None) -> Kpi:
    return Kpi(name, {counted: 1.0}, {"days": 1.0}, "1/day", "ratio", doc, needs)


def _ratio(name: str, part: Weights, whole: Weights, unit: Unit, doc: str, needs: Need | None = None) -> Kpi:
    return Kpi(name, part, whole, unit, "ratio", doc, needs)


def _wait_quantile(percent: int) -> Kpi:
    doc = f"wait in the human queue that {percent}% of those who entered it do not exceed"
    return Kpi(f"wait_p{percent}", {}, {"offered": 1.0}, "s", "quantile", doc, quantile=percent / 100)


def _weights(names: str | Weights) -> Weights:
    return {names: 1.0} if isinstance(names, str) else names


_LEFT = {"abandoned": 1.0, "balked": 1.0}
_LOGGED = {"answered": 1.0, "ghosts_assigned": 1.0}
_EARLY_DROPPED = {"offered": 1.0, "abandoned_early": -1.0}
_HANDLED = {"talk_ticks": 1.0, "wrap_ticks": 1.0}
_PRESENT = {"duty_ticks": 1.0, "drain_ticks": 1.0}
_MONTHS = {"people_months": 1.0}
_ON_DUTY_DAYS = {"duty_ticks": _AGENT_DAY}
_ROSTERED_DAYS = {"paid_ticks": _AGENT_DAY}

_ALL = (
    # volume
    _per_day("contacts", "contacts", "contacts that arrived, per measured day"),
    _per_day("issues", "issues", "issues that arose (made their first contact), per measured day"),
    _ratio("contacts_per_issue", {"issue_contacts": 1.0}, {"issues": 1.0}, "number", "contacts an issue makes in all"),
    _per_day("bot_sessions", "bot_sessions", "contacts with a bot leg, per measured day", "bot"),
    _per_day("offered", "offered", "contacts that entered a human queue, per measured day"),
    _per_day("deferred", "deferred", "contacts deferred to an opening, per measured day", "deferring"),
    _per_day("human_legs", "legs", "finished human legs, per measured day"),
    _per_day("unfinished", "unfinished", "contacts whose end the run did not see, per measured day"),
    # work
    _seconds("aht", _HANDLED, "legs", "handling time of a human leg: connection to close, and wrap-up"),
    _seconds("talk_time", "talk_ticks", "legs", "connection to close of a human leg"),
    _seconds("wrap_up_time", "wrap_ticks", "legs", "after-contact work of a human leg"),
    _seconds("attention_per_leg", "hands_on_ticks", "legs", "hands-on time of agents per human leg"),
    # waits
    _seconds("asa", "wait_answered_ticks", "answered", "mean wait of answered contacts"),
    _seconds("wait_mean", "wait_ticks", "offered", "mean time in the human queue, whoever leaves it how"),
    _wait_quantile(50),
    _wait_quantile(90),
    _wait_quantile(99),
    _seconds("first_human_response", "first_response_ticks", "answered", "queue entry to a person's first reply"),
    _ratio("mean_in_service_response", {"response_weighted": 1.0}, {"replies_micro": 1.0}, "s",
           "mean time to an agent's reply, over replies"),
    _seconds("mean_in_service_response_per_leg", "leg_response_ticks", "legs", "the same, over human legs"),
    _share("response_3min_rate", "rounds_in_3min_micro", "rounds_micro",
           "rounds of human legs between 08:00 and 23:00 that are answered within 180 s"),
    _share("response_3min_rate_incl_unanswered", "rounds_in_3min_micro",
           {"rounds_micro": 1.0, "rounds_unanswered_micro": 1.0}, "the same, a contact that left being an open round"),
    _ratio("queue_length", {"queue_area_ticks": 1.0}, {"elapsed_ticks": 1.0}, "number",
           "contacts waiting for a person, mean over time"),
    # peaks
    _ratio("peak_backlog", {"peak_backlog_micro": _MICRO}, {"runs": 1.0}, "number",
           "longest queue of a run: the greatest mean of any interval"),
    _seconds("time_to_recover", "recovery_ticks", "runs",
             "from the interval of the longest queue to the first in which the queue is normal again"),
    _seconds("time_above_normal", "backlog_ticks", "days", "time with a queue above normal, per measured day"),
    _ratio("bot_in_flight", {"bot_area_ticks": 1.0}, {"elapsed_ticks": 1.0}, "number",
           "sessions with the bot at a time, mean over time", "bot"),
    # access
    _share("service_level", "answered_in_time", "offered", "answered within T, of those who entered a human queue"),
    _share("service_level_of_served", "answered_in_time", "answered", "answered within T, of those answered"),
    _share("service_level_excl_early_abandon", "answered_in_time", _EARLY_DROPPED,
           "answered within T, early leavers not counted"),
    _share("left_queue_within", {"answered_in_time": 1.0, "abandoned_early": 1.0}, "offered",
           "out of the queue within T, answered or not"),
    _share("answer_rate", "answered", "offered", "answered by a person, of those who entered a human queue"),
    _share("abandonment", _LEFT, "offered", "left the human queue unserved, balkers included"),
    _share("abandonment_excl_early", {**_LEFT, "abandoned_early": -1.0}, _EARLY_DROPPED,
           "the same, early leavers not counted at all"),
    _share("balking", "balked", "offered", "left at once because nobody was free"),
    _share("blocking_rate", "blocked", "offered", "turned away because the queue was full", "capacity"),
    _share("timed_out_rate", "timed_out", "offered", "sent away after the longest wait", "longest wait"),
    _share("disconnected_rate", "disconnected", "offered", "sent away at closing time", "disconnecting"),
    _share("told_later_rate", "told_later", "offered", "told to come back because the queue was closed for a time",
           "telling later"),
    _share("lost_outside_hours", "closed_out", {"offered": 1.0, "closed_out": 1.0},
           "lost outside opening hours, of those who asked for a person", "losing"),
    _seconds("mean_deferral", "deferral_ticks", "deferred", "asking for a person to the opening", "deferring"),
    # access as the centre's own log has it, where silent abandoners count as answered once their ghosts are taken
    _share("logged_service_level", {"answered_in_time": 1.0, "ghosts_in_time": 1.0}, "offered",
           "service level by the log, ghosts among the answered", "silence"),
    _share("logged_answer_rate", _LOGGED, "offered", "answered by the log, ghosts among them", "silence"),
    _share("logged_abandonment", {**_LEFT, "ghosts_assigned": -1.0}, "offered",
           "abandoned by the log, without ghosts that were taken", "silence"),
    _seconds("logged_asa", {"wait_answered_ticks": 1.0, "ghost_wait_ticks": 1.0}, _LOGGED,
             "mean wait of the answered by the log, ghosts among them", "silence"),
    _per_day("ghosts_assigned", "ghosts_assigned", "ghosts that agents took in vain, per measured day", "silence"),
    _seconds("ghost_work", "ghost_ticks", "ghosts_assigned", "time that a ghost keeps an agent's slot", "silence"),
    # bot
    _share("containment", "contained", "bot_sessions", "closed without a person, of bot sessions", "bot"),
    _share("bot_true_resolution", "bot_resolved", "bot_sessions", "resolved by the bot, of bot sessions", "bot"),
    _share("false_containment", "bot_left", "bot_sessions",
           "closed without a person and without a resolution, of bot sessions", "bot"),
    _share("false_share_of_contained", "bot_left", "contained", "contained without a resolution, of contained", "bot"),
    _share("bot_resolution_of_attempts", "bot_resolved", "bot_attempts",
           "resolved by the bot, of sessions in which it tried", "bot"),
    _share("transfer_rate", "transferred", "bot_sessions", "handed to the human queue, of bot sessions", "bot"),
    _seconds("bot_wait", "bot_wait_ticks", "bot_offered", "mean wait for the bot, of all who met it", "busy_bot"),
    _share("bot_waited", "bot_waited", "bot_offered", "waited for the bot at all", "busy_bot"),
    _share("bot_passed", "bot_passed", "bot_offered", "passed on to a person without a bot session", "busy_bot"),
    _share("bot_lost", "lost_at_bot", "bot_offered", "lost because the bot was busy or out of order", "busy_bot"),
    # outcome
    _share("fcr_1d", "fcr_1d", "issues", "first contact closed and no further one due within 1 day"),
    _share("fcr_3d", "fcr_3d", "issues", "first contact closed and no further one due within 3 days"),
    _share("fcr_7d", "fcr_7d", "issues", "first contact closed and no further one due within 7 days"),
    _share("first_contact_resolution", "first_contact_resolved", "issues", "truly resolved by the first contact"),
    _share("eventual_resolution", "eventually_resolved", "issues", "truly resolved by any contact"),
    _share("repeat_rate", "repeats", "contacts", "contacts that are not their issue's first"),
    _share("human_resolution", "human_resolved", "legs", "human legs that resolved the issue"),
    _share("complex_resolution", "complex_resolved", "complex_closed",
           "closed contacts of complex intents that resolved the issue, by bot or person", "complex"),
    _share("negative_share", "negative", "answered", "negative when a person took the contact", "emotion"),
    _share("brought_in_early", "brought_in", "bot_tried", "handed over early by the bot's detector", "emotion"),
    _share("detector_recall", "brought_in_negative", "bot_negative",
           "brought to a person early, of negative customers with whom the bot tried", "emotion"),
    _share("detector_precision", "brought_in_negative", "brought_in", "negative, of those brought in early", "emotion"),
    _share("error_rate", "wrong", "closed_as_resolved", "wrong answers, of contacts closed as resolved", "errors"),
    _share("bot_error_rate", "bot_wrong", "bot_closed_as_resolved",
           "wrong answers, of contacts that the bot closed as resolved", "errors"),
    _share("issues_truncated", "issues_truncated", "issues", "issues cut off, unresolved, at the last attempt allowed"),
    # agents
    _share("occupancy", "slot_ticks", "slot_capacity_ticks", "share of agents' slots in use"),
    _share("utilisation", "hands_on_ticks", _PRESENT, "share of agents' time with hands on"),
    _ratio("human_legs_per_agent_day", {"legs": 1.0}, _ON_DUTY_DAYS, "1/agent-day", "human legs per 8 hours on duty"),
    _ratio("human_legs_per_rostered_agent_day", {"legs": 1.0}, _ROSTERED_DAYS, "1/agent-day",
           "human legs per 8 paid hours"),
    _ratio("closed_per_agent_day", {"closed": 1.0}, _ON_DUTY_DAYS, "1/agent-day",
           "closed contacts, bot-closed included, per 8 hours on duty"),
    _ratio("closed_per_rostered_agent_day", {"closed": 1.0}, _ROSTERED_DAYS, "1/agent-day",
           "closed contacts, bot-closed included, per 8 paid hours"),
    _ratio("agent_days", _ON_DUTY_DAYS, {"days": 1.0}, "agent-days/day", "8-hour agent-days on duty, per measured day"),
    _ratio("rostered_agent_days", _ROSTERED_DAYS, {"days": 1.0}, "agent-days/day",
           "paid 8-hour agent-days, per measured day"),
    Kpi("reserve_agent_days", {"surge_ticks": _AGENT_DAY}, {"days": 1.0}, "agent-days/day", "ratio",
        "8-hour agent-days of reserves, per measured day", "reserves"),
    # people over months
    _ratio("trained_agents", {"head_micro": 1.0}, _MONTHS, "number", "trained agents, mean over the months", "months"),
    _ratio("leavers_per_year", {"leavers": 12 / _MICRO}, _MONTHS, "number", "trained agents who leave in a year",
           "months"),
    _ratio("attrition", {"leavers": 12 / _MICRO}, {"head_micro": 1.0}, "1/yr",
           "leavers per mean number of trained agents and year", "months"),
    _ratio("mean_tenure", {"tenure_micro": 1.0}, {"head_micro": 1.0}, "months",
           "time since the first contact on one's own, mean over trained agents", "months"),
    _ratio("vacancies", {"vacant_micro": 1.0}, _MONTHS, "number", "positions without a trained agent, mean", "months"),
    _ratio("in_training", {"preparing_micro": 1.0}, _MONTHS, "number", "people in training or nesting, mean", "months"),
    _share("learning_share", "learning_ticks", "hands_on_ticks",
           "hands-on time that practised agents would not have needed for the same work", "months"),
    # satisfaction
    _share("csat_true", {"satisfied_ppb": _PPB}, "satisfied_n", "expected share satisfied, of all contacts that ended"),
    _share("csat_surveyed", "survey_satisfied_ppb", "survey_ppb", "expected share satisfied, of survey answers"),
    # money
    _ratio("cost_per_day", {"cost:all": _MICRO}, {"days": 1.0}, "money", "the buyer's cost per measured day"),
    _ratio("cost_per_contact", {"cost:all": _MICRO}, {"contacts": 1.0}, "money", "the buyer's cost per contact"),
    _ratio("cost_per_human_leg", {"cost:human": _MICRO}, {"legs": 1.0}, "money",
           "the buyer's cost of the human part per finished human leg"),
    _ratio("cost_per_issue", {"cost:all": _MICRO}, {"issues": 1.0}, "money", "the buyer's cost per issue that arose"),
    _ratio("cost_per_resolved_issue", {"cost:all": _MICRO}, {"eventually_resolved": 1.0}, "money",
           "the buyer's cost per issue that is eventually resolved"),
    Kpi("cost_of_errors", {"cost:errors": _MICRO}, {"contacts": 1.0}, "money", "ratio",
        "refunds for wrong answers per contact; customer loss, in no other cost", "errors"),
    Kpi("customer_loss", {"cost:loss": _MICRO}, {"contacts": 1.0}, "money", "ratio",
        "margin of lost customers and orders, and refunds, per contact; in no cost", "customer value"),
)  # fmt: skip

KPIS: dict[str, Kpi] = {kpi.name: kpi for kpi in _ALL}
"""All KPIs by name, in the order in which they are shown."""
