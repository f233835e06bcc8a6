"""In which order and under which headings the KPIs are shown."""

from __future__ import annotations

from collections.abc import Iterable

FAMILIES: dict[str, tuple[str, ...]] = {
    "volume": ("contacts", "issues", "repeat_rate", "contacts_per_issue"),
    "speed": (
        "service_level", "service_level_early_dropped", "service_level_of_answered", "left_queue_in_time",
        "answer_rate", "abandonment", "balking", "asa", "mean_wait", "wait_p50", "wait_p90", "wait_p99",
        "first_human_response", "mean_in_service_response", "response_3min_rate",
    ),
    "handling": ("aht", "attention_per_leg"),
    "bot": ("containment", "bot_true_resolution", "false_containment", "transfer_rate"),
    "resolution": ("first_contact_resolution", "eventual_resolution", "fcr_1d", "fcr_3d", "fcr_7d"),
    "people": (
        "occupancy", "utilisation", "human_legs_per_agent_day", "human_legs_per_rostered_agent_day",
        "closed_per_agent_day", "closed_per_rostered_agent_day",
    ),
    "satisfaction": ("csat_true", "csat_surveyed"),
    "money": ("cost_per_contact", "cost_per_human_leg", "cost_per_issue", "cost_per_resolved_issue"),
}  # fmt: skip
"""Family -> names; every heading is a key of the words' `family`. Names in no family follow under "other"."""


def by_family(names: Iterable[str]) -> dict[str, list[str]]:
    """The given names in the order of the families; empty families are left out."""
    given = list(names)
    placed = {name for members in FAMILIES.values() for name in members}
    table = {family: [name for name in members if name in given] for family, members in FAMILIES.items()}
    table["other"] = [name for name in given if name not in placed]
    return {family: members for family, members in table.items() if members}
