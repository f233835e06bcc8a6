"""Which uniform number is used for what: the streams of a replication's tape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ccsim.randomness import Stream, stream

Ids = NDArray[np.int64]
Draws = NDArray[np.float64]


@dataclass(frozen=True)
class TapeStreams:
    """The streams of one replication; every method takes entity ids and returns uniforms in columns.

    Ids are contact ids; what belongs to an issue takes the id of its first contact. `purpose` is "run" or "pilot".
    """

    seed: int
    replication: int
    purpose: str

    def arrival(self, issues: Ids) -> Draws:
        """Place of an arrival in its interval; height of a point of the Poisson field."""
        return self._draw("arrival", issues, 2)

    @property
    def arrivals(self) -> Stream:
        """The stream that `arrival` draws from, for what draws its very numbers compiled."""
        return self._stream("arrival")

    def cells(self, cells: Ids) -> Draws:
        """Number of points in a cell of the Poisson field, by the id of its first point."""
        return self._draw("cells", cells, 1)

    def busyness(self, days: Ids) -> Draws:
        """Random factor of a day, by its number (0 = first simulated day)."""
        return self._draw("busyness", days, 1)

    def halfhours(self, days: Ids) -> Draws:
        """Innovations of a day's half hours, 48 columns."""
        return self._draw("halfhours", days, 48)

    def mix(self, days: Ids, intents: int) -> Draws:
        """A day's weight of every intent, in the order of the scenario."""
        return self._draw("mix", days, intents)

    def forecast_weeks(self, weeks: Ids) -> Draws:
        """The forecast's error that a week has in common, by the week's number from the first simulated day on."""
        return self._draw("forecast-week", weeks, 1)

    def forecast_days(self, days: Ids) -> Draws:
        """The forecast's error of a day."""
        return self._draw("forecast-day", days, 1)

    def forecast_halfhours(self, days: Ids) -> Draws:
        """The forecast's errors of a day's half hours, 48 columns."""
        return self._draw("forecast-halfhour", days, 48)

    def issue(self, issues: Ids) -> Draws:
        """Intent; the issue's latent bot success."""
        return self._draw("issue", issues, 2)

    def customer(self, issues: Ids) -> Draws:
        """Customer class."""
        return self._draw("customer", issues, 1)

    def bot(self, contacts: Ids) -> Draws:
        """Ask for a person; leave if the bot fails."""
        return self._draw("bot", contacts, 2)

    def bot_turns(self, contacts: Ids) -> Draws:
        """Turns with the bot."""
        return self._draw("bot", contacts, 1, first=2)

    def bot_again(self, contacts: Ids) -> Draws:
        """Whether a further attempt draws the bot's success anew; that success."""
        return self._draw("bot-again", contacts, 2)

    def amounts(self, contacts: Ids) -> Draws:
        """Work; patience."""
        return self._draw("amounts", contacts, 2)

    def wrap_up(self, contacts: Ids) -> Draws:
        """After-contact work."""
        return self._draw("wrap-up", contacts, 1)

    def human(self, contacts: Ids) -> Draws:
        """Balk; resolve."""
        return self._draw("human", contacts, 2)

    def leaving(self, contacts: Ids) -> Draws:
        """Leave the queue silently."""
        return self._draw("leaving", contacts, 1)

    def returning(self, contacts: Ids) -> Draws:
        """Return; delay of a retry."""
        return self._draw("return", contacts, 2)

    def delays(self, contacts: Ids) -> Draws:
        """Delay of a repeat; delay of a follow-up."""
        return self._draw("delay", contacts, 2)

    def mood(self, issues: Ids) -> Draws:
        """The customer's latent mood."""
        return self._draw("mood", issues, 1)

    def detection(self, contacts: Ids) -> Draws:
        """Whether the bot's detector takes the customer for negative."""
        return self._draw("detection", contacts, 1)

    def errors(self, contacts: Ids) -> Draws:
        """Whether the answer is wrong; when that comes to light."""
        return self._draw("errors", contacts, 2)

    def rounding(self, contacts: Ids) -> Draws:
        """Whether a part of a reply becomes a whole one."""
        return self._draw("rounding", contacts, 1)

    def reply(self, contacts: Ids, number: int) -> Draws:
        """The customer's thinking and the agent's attention of the contacts' reply `number` (0 = first)."""
        return self._draw("messages", contacts, 2, first=2 * number)

    def reserve(self, name: str, people: Ids) -> Draws:
        """Whether those of a reserve come when called; how late. Ids: (call << 32) + number of the person."""
        return self._draw(f"reserve/{name}", people, 2)

    def supplier(self, name: str, days: Ids, columns: int) -> Draws:
        """What other merchants want of a shared pool on a day: see supplier.py."""
        return self._draw(f"supplier/{name}", days, columns)

    def _draw(self, what: str, ids: Ids, columns: int, first: int = 0) -> Draws:
        return self._stream(what).uniforms(ids, columns, first)

    def _stream(self, what: str) -> Stream:
        return stream(self.seed, self.replication, f"{self.purpose}/{what}")
