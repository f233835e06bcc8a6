"""Family E: classes of contacts with priorities, and groups with primary and secondary skills, in steady state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ccsim.model.timegrid import DAY_S
from ccsim.verification import composing as compose
from ccsim.verification.cases import Case, Parameters, is_number, one_number
from ccsim.verification.quantities import BY_THRESHOLD, KNOWN, RATIOS, Ratio, rarity, sort_out, with_threshold
from ccsim.verification.study import Cells, Check, Design, Study, Term, total

BY_CLASS = {
    "E_wait_by_class": RATIOS["E_wait_all"],
    "E_wait_all_by_class": RATIOS["E_wait_all"],
    "P_abandon_by_class": RATIOS["P_abandon"],
    "P_wait_by_class": RATIOS["P_wait"],
}
SAME = {"P_wait_any_class": "P_wait", "E_wait_overall": "E_wait_all"}
"""Other names of quantities over all classes."""
_CLASS_LEVEL = re.compile(r"(\w+)@(\d+(?:\.\d+)?)_class(\d+)$")
_SERVED_BY = re.compile(r"fraction_class(\d+)_served_by_(\w+)$")
_OCCUPANCY = re.compile(r"occupancy_(\w+)$")
QUANTITIES = (
    *KNOWN,
    *BY_CLASS,
    *SAME,
    *("E_queue_by_class", "E_busy_by_class", "E_busy_pool_class", "fraction_classK_served_by_POOL", "occupancy_POOL"),
)
"""Names that a file may use."""


def skills(case: Case) -> Design:
    """The study of a case with one pool or several."""
    given, design = Parameters(case), Design()
    rates = [rate / 3600 for rate in given.positives("calls_per_hour_by_class")]
    patience = given.positives("patience_mean_s_by_class") if given.has("patience_mean_s_by_class") else None
    if patience is not None and len(patience) != len(rates):
        raise given.wrong("patience_mean_s_by_class", patience, f"{len(rates)} means, one for each class")
    given.note("T_s")
    if given.has("skills"):
        groups, works_s, names = _pools(given, len(rates))
        priorities = [1] * len(rates)  # each group puts its own class first by itself
    else:
        groups, works_s, names = _one_pool(given, len(rates))
        priorities = list(range(1, len(rates) + 1))
    given.finish()
    agents = sum(group["roster"][0]["agents"] for group in groups.values())
    load_s = sum(rate * work for rate, work in zip(rates, works_s, strict=True)) / sum(rates)
    content = {
        "arrivals": compose.volume(sum(rates)),
        "intents": _intents(rates, works_s, patience, priorities),
        "handling": {"hands_on_per_reply": "1 s", "distribution": "exponential"},
        "patience": {"distribution": "infinite"} if patience is None else {"mean": "1 s"},
        "groups": groups,
    }
    longest = max(patience) if patience else float("inf")
    relaxation_s = max(max(works_s), compose.relaxation_s(agents, sum(rates), load_s, longest))
    days = compose.days_to_forget(relaxation_s)
    design.studies.append(
        Study(
            case,
            "",
            content,
            _checks(case, design, len(rates), names),
            contacts_per_day=sum(rates) * DAY_S,
            warm_up_days=days,
            cool_down_days=days,  # contacts of low priority depend on those that come later
            cells=Cells("queue_group"),
            relaxation_s=relaxation_s,
        )
    )
    return design


def _intents(
    rates: list[float], works_s: list[float], patience: list[float] | None, priorities: list[int]
) -> dict[str, Any]:
    shares = [rate / sum(rates) for rate in rates]
    shares[-1] = 1 - sum(shares[:-1])
    return {
        f"class{i + 1}": {
            "share": shares[i],
            "replies": works_s[i],  # at a second of work each
            "resolution": 1,
            "queue": f"class{i + 1}",
            "priority": priorities[i],
            **({} if patience is None else {"patience_factor": patience[i]}),
        }
        for i in range(len(rates))
    }


def _one_pool(given: Parameters, classes: int) -> tuple[dict[str, Any], list[float], list[str]]:
    by_class = given.has("AHT_s_by_class")
    works_s = given.positives("AHT_s_by_class") if by_class else [given.positive("AHT_s")] * classes
    if len(works_s) != classes:
        raise given.wrong("AHT_s_by_class", works_s, f"{classes} means, one for each class")
    queues = [f"class{i + 1}" for i in range(classes)]
    return {"team": compose.team(given.whole("n", least=1), serves=queues)}, works_s, ["team"]


def _pools(given: Parameters, classes: int) -> tuple[dict[str, Any], list[float], list[str]]:
    """Groups, mean work of each class in its primary group, and the groups' names; the i-th pool is that of class i."""
    skill_lists, works = given.take("skills"), given.take("AHT_s")
    if not isinstance(skill_lists, Mapping) or len(skill_lists) != classes:
        raise given.wrong("skills", skill_lists, f"{classes} pools with lists of classes, the first primary to class 1")
    if not isinstance(works, Mapping) or works.keys() != skill_lists.keys():
        raise given.wrong("AHT_s", works, "mean handling times by pool and class")
    given.note("routing")
    names = list(skill_lists)
    for i, name in enumerate(names):
        _check_pool(given, classes, name, i + 1, skill_lists[name], works[name])
    works_s = [float(works[name][str(i + 1)]) for i, name in enumerate(names)]
    groups = {}
    for i, name in enumerate(names):
        known = {f"class{k}": float(works[name][str(k)]) / works_s[k - 1] for k in skill_lists[name]}
        secondary = {queue: 0 for queue in known if queue != f"class{i + 1}"}
        groups[f"pool{name}"] = compose.team(
            given.whole(f"n_pool{name}", least=1), serves=[f"class{i + 1}"], secondary=secondary, handling_factor=known
        )
    return groups, works_s, names


def _check_pool(given: Parameters, classes: int, name: str, primary: int, skills: Any, works: Any) -> None:
    """Raise CaseError unless a pool's skills are classes, its primary one among them, each with a handling time."""
    numbers = range(1, classes + 1)
    if not isinstance(skills, list) or not all(is_number(k) and k in numbers for k in skills) or primary not in skills:
        expected = f"a list of classes from 1 to {classes}, {primary} among them"
        raise given.wrong(f"skills.{name}", skills, expected)
    if not isinstance(works, Mapping):
        raise given.wrong(f"AHT_s.{name}", works, "mean handling times by class")
    for k in skills:
        work_s = works.get(str(k))
        if work_s is None or not is_number(work_s) or work_s <= 0:
            raise given.wrong(f"AHT_s.{name}.{k}", work_s, "a finite number above 0, since the pool has the skill")


def _checks(case: Case, design: Design, classes: int, names: list[str]) -> tuple[Check, ...]:
    over_all = sort_out(case, design)
    found: list[Check] = list(over_all)
    left = []
    for entry in design.unchecked:
        more = [] if entry.why else _by_class(case, entry.quantity, classes, names)
        found += more
        left += [] if more else [entry]
    design.unchecked = left
    return tuple(found)


def _by_class(case: Case, quantity: str, classes: int, names: list[str]) -> list[Check]:
    """Checks of a quantity by class or pool; none if its name is not known.

    Raises CaseError for a class or pool that there is not.
    """
    groups, value = len(names), case.quantities[quantity]

    def queue_of(number: str) -> int:
        if number not in [str(k) for k in range(1, classes + 1)]:
            raise case.wrong(quantity, f"class {number}", f"a class from 1 to {classes}")
        return int(number) - 1

    def group_of(name: str) -> int:
        if name not in names:
            raise case.wrong(quantity, f"pool {name}", f"one of the pools {', '.join(names)}")
        return names.index(name)

    if quantity in SAME:
        ratio = RATIOS[SAME[quantity]]
        above, below = total(*ratio.above, scale=ratio.scale), total(*ratio.below)
        return [Check(quantity, case.number(quantity), above, below, goal=ratio.goal)]
    if quantity in BY_CLASS and isinstance(value, list) and len(value) == classes:
        return [_of_class(f"{quantity}[{i}]", v, BY_CLASS[quantity], i, groups) for i, v in enumerate(value)]
    if quantity in ("E_queue_by_class", "E_busy_by_class") and isinstance(value, list) and len(value) == classes:
        return [_area(f"{quantity}[{i}]", v, i, quantity == "E_busy_by_class", groups) for i, v in enumerate(value)]
    if quantity == "E_busy_pool_class" and isinstance(value, Mapping):
        return [
            _busy(f"{quantity}[{k}]", one_number(case, quantity, v), queue_of(k[-1:]), group_of(k[:-1]), groups)
            for k, v in value.items()
        ]
    if (match := _CLASS_LEVEL.match(quantity)) and match[1] in BY_THRESHOLD:
        ratio = with_threshold(BY_THRESHOLD[match[1]], float(match[2]))
        return [_of_class(quantity, case.number(quantity), ratio, queue_of(match[3]), groups)]
    if match := _SERVED_BY.match(quantity):
        queue, group = queue_of(match[1]), group_of(match[2])
        one = (("answered", queue * (groups + 1) + group + 1, 1.0),)
        return [Check(quantity, case.number(quantity), one, _cells(("answered",), queue, groups))]
    if match := _OCCUPANCY.match(quantity):
        group = group_of(match[1])
        busy, duty = total(f"busy_ticks_of_group_{group}"), total(f"duty_ticks_of_group_{group}")
        return [Check(quantity, case.number(quantity), busy, duty)]
    return []


def _cells(names: tuple[str, ...], queue: int, groups: int, scale: float = 1.0) -> tuple[Term, ...]:
    """Sums of one queue, whoever answered."""
    return tuple((name, queue * (groups + 1) + g, scale) for name in names for g in range(groups + 1))


def _of_class(quantity: str, value: float, ratio: Ratio, queue: int, groups: int) -> Check:
    above = _cells(ratio.above, queue, groups, ratio.scale)
    below = _cells(ratio.below, queue, groups)
    return Check(quantity, value, above, below, ratio.goal, rarity(quantity, value, ratio))


def _area(quantity: str, value: float, queue: int, busy: bool, groups: int) -> Check:
    area = _cells(("talk_ticks",), queue, groups) if busy else (("queue_area_ticks", queue, 1.0),)
    return Check(quantity, value, area, total("elapsed_ticks"))


def _busy(quantity: str, value: float, queue: int, group: int, groups: int) -> Check:
    cell = queue * (groups + 1) + group + 1
    return Check(quantity, value, (("talk_ticks", cell, 1.0),), total("elapsed_ticks"))
