"""Family D: agents with several chats each, slower the more they have open, and one queue."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.theory.chat_phases import ChatPhases, chat_phase_measures
from ccsim.theory.phase_handling import erlang_phases
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters
from ccsim.verification.quantities import KNOWN, sort_out
from ccsim.verification.study import Check, Design, OtherModel, Study, at, total

QUANTITIES = (*KNOWN, "level_probs")
"""Names that a file may use."""
ROUTINGS = {"LCF": "least_loaded", "MCF": "most_loaded"}


def chat(case: Case) -> Design:
    """Studies of a chat case; where no queue is allowed, one for each form of the work."""
    given, design = Parameters(case), Design()
    agents, slots, slower = given.whole("n_agents", least=1), given.whole("concurrency_cap", least=1), given.number("a")
    work_s, rate_per_s = given.positive("mean_work_alone_s"), given.positive("chats_per_hour") / 3600
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
    stages = re.fullmatch(r"erlang-(\d+)", words.strip().lower())
    if stages and routing == "LCF" and min(agents, slots) > 1:
        speed = (0.0, *(1 / (1 + slower * (k - 1)) for k in range(1, slots + 1)))
        chats = ChatPhases(agents, speed, erlang_phases(work_s, int(stages[1])), patience_s)
        checks = decided_by_time(checks, chats, rate_per_s)
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


LONGEST_FIRST = "of equally loaded agents the one longest at its load"
ANY_OF_THEM = "any of equally loaded agents"
"""What the model of the file does otherwise."""
_ROOMS = (100, 200, 400, 800)


def decided_by_time(checks: tuple[Check, ...], chats: ChatPhases, rate_per_s: float) -> tuple[Check, ...]:
    """The checks with the references that follow from ccsim's way to choose among equally loaded agents.

    Work with a memory lets that choice matter, by a thousandth. Values are replaced where the chain in which any of
    these agents is as likely has the very value of the file, which stays beside them; others are left as they are.
    Source: docs/verification.md#what-was-found.
    """
    any_of_them, longest = (_phase_measures(chats._replace(ties=ties), rate_per_s) for ties in ("any", "longest"))

    def decided(check: Check) -> Check:
        known = any_of_them.get(check.quantity, math.nan)
        if known == 0 or not math.isclose(known, check.reference, rel_tol=1e-6):
            return check
        of_file = OtherModel(check.reference, ANY_OF_THEM)
        return replace(check, reference=longest[check.quantity], shown_as=LONGEST_FIRST, other=of_file)

    return tuple(decided(check) for check in checks)


def _phase_measures(chats: ChatPhases, rate_per_s: float) -> dict[str, float]:
    """What the chain gives, by the names of the file; nothing if it is too large."""
    for room in _ROOMS:
        try:
            found = chat_phase_measures(chats, rate_per_s, room)
        except ValueError:  # the cut of the queue is felt, or there are too many states
            continue
        return {
            "P_wait": found.p_wait,
            "P_abandon": found.p_abandon,
            "E_wait_all": found.mean_wait,
            "E_queue": found.queue_length,
            "E_chats_in_service": found.chats,
            "E_chat_duration": found.chat_duration_s,
            "occupancy_any": found.busy_share,
            "slot_utilisation": found.chats / (chats.agents * (len(chats.speed) - 1)),
        }
    return {}
