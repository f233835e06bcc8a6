"""Pay on top of the ordinary wage: night shifts, overtime, work on rest days and on statutory holidays."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ccsim.scenario.base import Block
from ccsim.units import Clock, Duration, Factor, Money

PayFactor = Annotated[Factor, Field(ge=1, le=10)]


class Premiums(Block):
    """What unusual hours are paid; it needs `shifts`, because headcounts do not say whose hours they are.

    The factors are those of the Labour Law of the People's Republic of China, article 44. An hour is paid by one of
    them, the largest that applies.
    """

    overtime: PayFactor = 1.5
    """Pay of an hour beyond `hours_per_day` against an ordinary one."""
    rest_day: PayFactor = 2.0
    """Pay of an hour on a day that should have been off."""
    holiday: PayFactor = 3.0
    """Pay of an hour on a statutory holiday of the `calendar`."""
    night_allowance: Money = 0.0
    """Paid per night shift, beside the wage; nothing in the law asks for it."""
    night_from: Clock = 79_200.0
    """The night begins at this time of day ("22:00") ..."""
    night_until: Clock = 21_600.0
    """... and ends at this one."""
    night_least: Duration = 14_400.0
    """A shift with at least so much of the night, breaks included, is a night shift."""
