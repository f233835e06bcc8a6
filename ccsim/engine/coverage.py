"""What the compiled engine does not have yet, by name: scenarios that need it run on the reference engine."""

from __future__ import annotations

import numpy as np

from ccsim.model.inputs import Centre, Routing


def lacking(centre: Centre) -> tuple[str, ...]:
    """Names of the features that this centre uses and the compiled engine lacks; empty if it covers everything."""
    bot = centre.bot_capacity
    uses = {
        "message-level chat": centre.message_level,
        "routing most_loaded": centre.routing == Routing.MOST_LOADED,
        "routing longest_idle": centre.routing == Routing.LONGEST_IDLE,
        "secondary skills": bool(np.isfinite(centre.overflow_s).any()),
        "priority growing with wait": bool(centre.priority_gain.any()),
        "bot session limit": bot is not None and bot.sessions >= 0,
        "bot outages": bot is not None and bot.outage_start_s.size > 0,
        "emotion": centre.mood is not None,
        "errors": centre.errors is not None,
        "priorities by customer class": bool(centre.class_shift.any()),
        "queue capacity": bool((centre.queue_capacity >= 0).any()),
        "maximum wait": bool(np.isfinite(centre.max_wait_s).any()),
        "opening hours": bool((centre.opens_s[:, 0] > 0).any() or np.isfinite(centre.closes_s).any()),
        "silent abandonment": centre.p_silent > 0,
    }
    return tuple(name for name, used in uses.items() if used)
