"""In which order and under which headings the KPIs are shown."""

from __future__ import annotations

from collections.abc import Iterable

FAMILIES: dict[str, tuple[str, ...]] = {
    "volume": ("contacts", "issues", "contacts_per_issue", "repeat_rate", "bot_sessions", "bot_in_flight",
               "offered", "deferred", "human_legs", "unfinished"),
    "speed": (
        "service_level", "service_level_of_served", "service_level_excl_early_abandon", "left_queue_within",
        "answer_rate", "abandonment", "abandonment_excl_early", "balking",
        "blocking_rate", "timed_out_rate", "disconnected_rate", "told_later_rate", "lost_outside_hours",
        "mean_deferral",
        "logged_service_level", "logged_answer_rate", "logged_abandonment", "logged_asa",
        "asa", "wait_mean", "wait_p50", "wait_p90", "wait_p99", "queue_length",
        "peak_backlog", "time_to_recover", "time_above_normal",
        "first_human_response", "mean_in_service_response",
        "mean_in_service_response_per_leg", "response_3min_rate", "response_3min_rate_incl_unanswered",
    ),
    "bot": ("containment", "bot_true_resolution", "false_containment", "false_share_of_contained",
            "bot_resolution_of_attempts", "transfer_rate", "bot_wait", "bot_waited", "bot_passed", "bot_lost",
            "brought_in_early", "detector_recall", "detector_precision"),
    "resolution": ("first_contact_resolution", "eventual_resolution", "human_resolution", "complex_resolution",
                   "error_rate", "bot_error_rate",
                   "fcr_1d", "fcr_3d", "fcr_7d", "issues_truncated"),
    "people": (
        "aht", "talk_time", "wrap_up_time", "attention_per_leg", "occupancy", "utilisation",
        "human_legs_per_agent_day", "human_legs_per_rostered_agent_day",
        "closed_per_agent_day", "closed_per_rostered_agent_day", "agent_days", "rostered_agent_days",
        "reserve_agent_days",
        "ghosts_assigned", "ghost_work",
    ),
    "months": ("trained_agents", "leavers_per_year", "attrition", "mean_tenure", "vacancies", "in_training",
               "learning_share"),
    "satisfaction": ("csat_true", "csat_surveyed", "negative_share"),
    "money": ("cost_per_day", "cost_per_contact", "cost_per_human_leg", "cost_per_issue", "cost_per_resolved_issue",
              "cost_of_errors", "customer_loss"),
}  # fmt: skip
"""Family -> names; every heading is a key of the words' `family`. Names in no family follow under "other"."""


def by_family(names: Iterable[str]) -> dict[str, list[str]]:
    """The given names in the order of the families; empty families are left out."""
    given = list(names)
    placed = {name for members in FAMILIES.values() for name in members}
    table = {family: [name for name in members if name in given] for family, members in FAMILIES.items()}
    table["other"] = [name for name in given if name not in placed]
    return {family: members for family, members in table.items() if members}
