"""The `calendar` block: which days are holidays."""

from __future__ import annotations

from typing import Literal

from ccsim.scenario.base import Block

Occasion = Literal[
    "statutory_holiday", "day_off", "makeup_workday",
    "sale618_eve", "sale618", "double11_eve", "double11", "double12_eve", "double12",
]  # fmt: skip
"""Days that have a name: by the calendar of holidays, or by the table of sales."""


class Calendar(Block):
    """What is known about the dates of the run."""

    holidays: Literal["CN"]
    """CN: statutory holidays, days off moved by the State Council and make-up workdays of the People's Republic of
    China, as the `holidays` library knows them."""
