"""Family D: agents with several chats each, slower the more they have open, and one queue."""

from __future__ import annotations

from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.quantities import sort_out
from ccsim.verification.study import Check, Design, Study, at, total

ROUTINGS = {"LCF": "least_loaded", "MCF": "most_loaded"}


def chat(case: Case) -> Design:
    """Studies of a chat case; where no queue is allowed, one for each form of the work."""
    given, design = Parameters(case), Design()
    agents, slots, slower = given.whole("n_agents"), given.whole("concurrency_cap"), given.number("a")
    work_s, rate_per_s = given.number("mean_work_alone_s"), given.number("chats_per_hour") / 3600
    words, lost = given.text("work_distribution", "exponential"), not given.has("routing")
    routing = given.text("routing", "LCF")
    patience_s = given.mean_or_none("patience_mean_s")
    given.note("patience", "T_s")
    if routing not in ROUTINGS:
        raise given.wrong("routing", routing, " or ".join(ROUTINGS))
    group = compose.team(agents, concurrency=slots, slowdown=slower)
    groups: dict[str, Any] = {"groups": {"team": group}}
    if routing != "LCF":
        groups["routing"] = ROUTINGS[routing]
    served = compose.LossForm({}, compose.exponential_patience(patience_s), {})
    if not lost:
        served = served._replace(work=compose.form(words, given, "work_distribution"))
    forms = compose.LOSS_FORMS if lost else {"": served}
    given.finish()
    checks = _levels(case, design, slots)
    alone = work_s * (1 + slower * (slots - 1))  # how long a chat takes while all slots are taken
    relaxation_s = alone if lost else compose.relaxation_s(agents * slots, rate_per_s, alone, patience_s)
    for label, form in forms.items():
        content = compose.scenario(
            compose.volume(rate_per_s),
            {"hands_on_per_reply": compose.seconds(work_s), **form.work},
            form.patience,
            agents,
            **groups,
            **form.more,
        )
        days = compose.days_to_forget(relaxation_s)
        design.studies.append(
            Study(
                case,
                label,
                content,
                checks,
                contacts_per_day=rate_per_s * DAY_S,
                warm_up_days=days,
                cool_down_days=days,  # a chat gets faster when no others follow it
                relaxation_s=relaxation_s,
            )
        )
    return design


def _levels(case: Case, design: Design, slots: int) -> tuple[Check, ...]:
    """Checks of the case, with the shares of time that an agent holds k chats."""
    probabilities = case.quantities.get("level_probs")
    checks = sort_out(case, design)
    if not isinstance(probabilities, list) or len(probabilities) != slots + 1:
        return checks
    design.unchecked = [one for one in design.unchecked if one.quantity != "level_probs"]
    levels = tuple(
        Check(f"level_probs[{k}]", float(p), at(k, "level_ticks"), total("level_ticks"))
        for k, p in enumerate(probabilities)
    )
    return checks + levels
