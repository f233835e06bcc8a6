"""The whole scenario and the rules that bind its blocks together."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ccsim.scenario.arrivals import Arrivals
from ccsim.scenario.base import Block, Name
from ccsim.scenario.bot import Bot
from ccsim.scenario.calendar_block import Calendar
from ccsim.scenario.classes import CustomerClass
from ccsim.scenario.customer_loss import CustomerLoss
from ccsim.scenario.emotion import Emotion
from ccsim.scenario.errors import Errors
from ccsim.scenario.forecast import Forecast
from ccsim.scenario.groups import Group
from ccsim.scenario.handling import Handling
from ccsim.scenario.intents import Intent
from ccsim.scenario.patience import Patience
from ccsim.scenario.queues import Queue
from ccsim.scenario.repeats import Repeats
from ccsim.scenario.rollout import Rollout
from ccsim.scenario.run import Run
from ccsim.scenario.satisfaction import Satisfaction
from ccsim.scenario.staffing import Staffing
from ccsim.scenario.surge import Surge
from ccsim.scenario.workforce import Workforce


class Source(Block):
    """Where numbers come from."""

    title: str
    """Author, title, year; what was read."""
    url: str | None = None
    """Address, if it has one."""
    kind: Literal["independent", "article", "assumption"] = "independent"
    """independent of the claims; a claim's own article (usable as a condition only); or an assumption."""
    confidence: Literal["A", "B", "C", "D"] = "D"
    """A peer-reviewed or official; B large sample, price list, filing; C single case or second hand; D background."""


class Scenario(Block):
    """A contact centre on given days: who comes, what stands in front, who answers, and what it costs."""

    name: str = Field(default="scenario", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")
    """Short name used in files and tables; the file's name if absent. Not inherited by `extends`."""
    title: dict[Literal["en", "zh"], str] = {}
    """Headings of the report by language. Not inherited by `extends`."""
    currency: str = Field(default="CNY", pattern="^[A-Z]{3}$")
    """Three-letter code; every amount of money must be in it."""
    sources: dict[Name, Source] = {}
    """The sources that the numbers name."""
    run: Run = Run()
    """Which days are simulated, how often, and by which engine."""
    calendar: Calendar | None = None
    """Which of them are holidays; null if that plays no part."""
    arrivals: Arrivals
    """How many contacts come, and when."""
    intents: dict[Name, Intent] = Field(min_length=1, max_length=1000)
    """What contacts are about."""
    classes: dict[Name, CustomerClass] = Field(default={}, max_length=100)
    """Classes of customers; if absent, all are alike."""
    queues: dict[Name, Queue] = {}
    """Limits and opening hours of the intents' queues."""
    handling: Handling
    """What a human leg consists of."""
    patience: Patience = Patience()
    """Balking, abandoning and trying again."""
    repeats: Repeats = Repeats()
    """Issues that come back."""
    emotion: Emotion | None = None
    """Customers who are upset; null for none."""
    errors: Errors | None = None
    """Wrong answers and what they cost; null for none."""
    customer_loss: CustomerLoss | None = None
    """What lost customers and orders are worth; null if that is not counted."""
    bot: Bot | None = None
    """The bot in front of people; null for none."""
    groups: dict[Name, Group] = Field(min_length=1, max_length=200)
    """Agents."""
    routing: Literal["least_loaded", "most_loaded", "longest_idle"] = "least_loaded"
    """Which of several agents with a free slot takes a contact: the one with the fewest or the most open chats, among
    equals the one whose number of chats changed longest ago; or that one at once, whatever its number."""
    forecast: Forecast = Forecast()
    """What the planner expects to come."""
    staffing: Staffing = Staffing()
    """The target for which rosters are derived."""
    workforce: Workforce | None = None
    """People over months: attrition, hiring, training and learning; null if nothing is known of them."""
    surge: Surge | None = None
    """Reserves for peaks; null for none."""
    rollout: Rollout | None = None
    """The way to this model and its cost, for `ccsim roi`; null if there is none."""
    satisfaction: Satisfaction = Satisfaction()
    """What makes a customer satisfied."""

    @property
    def over_months(self) -> bool:
        """Whether a run follows people and contacts over months instead of `run.days` days."""
        return self.workforce is not None and self.workforce.contacts is not None
