"""What the surge block must agree on, in itself and with groups, queues and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from ccsim.model.timegrid import grid
from ccsim.scenario.clock_rules import divides_day
from ccsim.scenario.finding import Mistake
from ccsim.scenario.groups import Group
from ccsim.scenario.intents import Intent, queues_of
from ccsim.scenario.messages import nearest
from ccsim.scenario.queue_rules import unused
from ccsim.scenario.surge import Reserve, Surge

SHORTEST_CHECK_S = 1.0
MOST_CHATS = 50


def surge_mistakes(surge: Surge | None) -> Iterator[Mistake]:
    """Broken rules of the block by itself: key path, what stands there, what is allowed, and the nearest valid name."""
    if surge is None:
        return
    if surge.check < SHORTEST_CHECK_S or not divides_day(surge.check) or grid(surge.check) != surge.check:
        expected = 'expected at least "1 s", and a day must be a whole number of it ("10 s", "1 min", "5 min")'
        yield "surge.check", f"{surge.check:g} s", expected
    for name, reserve in surge.reserves.items():
        path = f"surge.reserves.{name}"
        yield from _trigger(path, reserve)
        yield from _keys_of_kind(path, reserve)
        if reserve.supplier is not None and reserve.supplier not in surge.suppliers:
            known = list(surge.suppliers)
            listed = f"suppliers are {', '.join(known)}" if known else "there is none"
            expected = f"there is no such supplier; {listed}"
            yield f"{path}.supplier", f'"{reserve.supplier}"', expected, nearest(reserve.supplier, known)
        if reserve.longest is not None and reserve.longest < reserve.stay:
            yield f"{path}.longest", f"{reserve.longest:g} s", f"expected at least stay, {reserve.stay:g} s"


def _trigger(path: str, reserve: Reserve) -> Iterator[Mistake]:
    said = reserve.trigger
    by_state = said.queue_longer_than is not None or said.wait_longer_than is not None
    ways = by_state + (said.at is not None) + (said.forecast_above is not None)
    if ways != 1:
        found = "nothing that calls it" if not ways else "several ways of calling it"
        expected = "expected the state of the queues (queue_longer_than, wait_longer_than), or at, or forecast_above"
        yield f"{path}.trigger", found, expected
        return
    if not by_state and reserve.longest is None and reserve.stand_down is None:
        yield f"{path}.longest", "nothing", "expected an end for what is called by clock or forecast, or stand_down"
    if not by_state and reserve.calls_per_day > 1:
        yield (
            f"{path}.calls_per_day",
            str(reserve.calls_per_day),
            "expected 1: the clock or the forecast calls once a day",
        )
    home = reserve.stand_down
    if home is None:
        return
    if home.queue_shorter_than is None and home.wait_shorter_than is None:
        yield f"{path}.stand_down", "no condition", "expected queue_shorter_than or wait_shorter_than"
    longer, shorter = said.queue_longer_than, home.queue_shorter_than
    if longer is not None and shorter is not None and shorter > longer + 1:
        expected = f"expected at most {longer + 1}: it would be sent home while it is called"
        yield f"{path}.stand_down.queue_shorter_than", str(shorter), expected


def _keys_of_kind(path: str, reserve: Reserve) -> Iterator[Mistake]:
    if reserve.kind != "bot_only":
        for key in ("group", "size"):
            if getattr(reserve, key) is None:
                yield f"{path}.{key}", "nothing", f"required for the kind {reserve.kind}"
    others = {
        "bot_only": ("group", "size", "ramp", "show_up", "supplier"),
        "concurrency": ("ramp", "show_up", "supplier"),
    }
    for key in others.get(reserve.kind, ()):
        if key in reserve.model_fields_set and getattr(reserve, key) is not None:
            yield f"{path}.{key}", "a value", f"expected none: it means nothing for the kind {reserve.kind}"
    if reserve.kind != "people":
        for key in ("retainer", "retainer_share", "per_head", "per_hour", "per_contact", "premium"):
            if getattr(reserve.price, key):
                yield (
                    f"{path}.price.{key}",
                    "a price",
                    f"expected none for the kind {reserve.kind}: only people have it",
                )


def surge_group_mistakes(surge: Surge | None, groups: Mapping[str, Group]) -> Iterator[Mistake]:
    """Reserves raise groups that exist, and can be raised so."""
    reserves = {} if surge is None else surge.reserves
    for name, reserve in reserves.items():
        path = f"surge.reserves.{name}"
        if reserve.group is None:
            continue
        if reserve.group not in groups:
            known = list(groups)
            expected = f"there is no such group; groups are {', '.join(known)}"
            yield f"{path}.group", f'"{reserve.group}"', expected, nearest(reserve.group, known)
            continue
        group = groups[reserve.group]
        alone = group.roster == [] and [one.group for one in reserves.values()].count(reserve.group) == 1
        if reserve.price.per_contact and not alone:
            expected = "expected none: a price per contact needs a group with roster [] and this reserve alone"
            yield f"{path}.price.per_contact", "a price", expected
        if reserve.kind == "concurrency":
            yield from _cap(path, reserve, group)


def _cap(path: str, reserve: Reserve, group: Group) -> Iterator[Mistake]:
    if isinstance(group.slowdown, list):
        expected = 'expected a group whose slowdown is "derived" or a number: a list says nothing of further chats'
        yield f"{path}.group", f'"{reserve.group}", with a list of speeds', expected
    if reserve.size is not None and group.concurrency + reserve.size > MOST_CHATS:
        expected = f"expected at most {MOST_CHATS} open chats, its concurrency of {group.concurrency} included"
        yield f"{path}.size", str(reserve.size), expected


def surge_queue_mistakes(surge: Surge | None, intents: Mapping[str, Intent]) -> Iterator[Mistake]:
    """Reserves look at queues that intents use."""
    queues = queues_of(intents)
    for name, reserve in ({} if surge is None else surge.reserves).items():
        for i, queue in enumerate(reserve.queues):
            if queue not in queues:
                yield unused(f"surge.reserves.{name}.queues.{i}", queue, queues)


def surge_date_mistakes(surge: Surge | None, start: date, days: int) -> Iterator[Mistake]:
    """Days on which clock or forecast may call lie within the run, which has so many days."""
    last = start + timedelta(days=days - 1)
    for name, reserve in ({} if surge is None else surge.reserves).items():
        for i, day in enumerate(reserve.trigger.dates):
            if not start <= day <= last:
                expected = f"expected a day of the run, from {start} to {last}"
                yield f"surge.reserves.{name}.trigger.dates.{i}", str(day), expected


def surge_keys_ignored(surge: Surge | None) -> Iterator[str]:
    """Keys that are stated and have no effect, as sentences."""
    for name, reserve in ({} if surge is None else surge.reserves).items():
        path, said = f"surge.reserves.{name}", reserve.trigger
        if said.at is None and said.forecast_above is None and said.dates:
            yield f"{path}.trigger.dates is ignored: neither clock nor forecast calls it"
        if said.forecast_above is None and "lead" in said.model_fields_set:
            yield f"{path}.trigger.lead is ignored: the forecast does not call it"
        if reserve.price.retained_days is not None and not (reserve.price.retainer or reserve.price.retainer_share):
            yield f"{path}.price.retained_days is ignored: there is no retainer"
    used = {reserve.supplier for reserve in ({} if surge is None else surge.reserves).values()}
    for supplier in {} if surge is None else surge.suppliers:
        if supplier not in used:
            yield f"surge.suppliers.{supplier} is ignored: no reserve comes from it"
