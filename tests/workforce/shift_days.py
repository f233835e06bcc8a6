"""A small centre on shifts, for tests."""

from __future__ import annotations

from typing import Any

from ccsim.scenario.scenario import Scenario

DAY = {"start": "08:00", "length": "9 h", "breaks": [{"after": "4 h", "length": "1 h", "turns": 2}]}
NIGHT = {"start": "22:00", "length": "8 h", "breaks": [{"after": "4 h", "length": "1 h", "paid": True}]}


def on_shifts(
    patterns: dict[str, dict[str, Any]],
    *,
    days: int = 2,
    start: str = "2025-06-09",
    interval: str = "1 h",
    group: dict[str, Any] | None = None,
    labour: dict[str, Any] | None = None,
    calendar: bool = False,
    **shifts: Any,
) -> Scenario:
    """A scenario whose group `team` works `patterns`; the first day is a Monday if not stated otherwise."""
    return Scenario.model_validate(
        {
            "run": {"start": start, "days": days, "history": {"days": 0}},
            **({"calendar": {"holidays": "CN"}} if calendar else {}),
            "arrivals": {"kind": "poisson", "volume": "100/day"},
            "intents": {"any": {"share": 1, "replies": 5, "resolution": 1}},
            "handling": {"hands_on_per_reply": "20 s"},
            "groups": {
                "team": {
                    "labour": {"wage": "4000 CNY/month", "days_per_month": 20, **(labour or {})},
                    "shifts": {"patterns": patterns, **shifts},
                    **(group or {}),
                }
            },
            "staffing": {"interval": interval},
        }
    )
