"""The `forecast` block: how far the planner's forecast is from the mean of what comes."""

from __future__ import annotations

from ccsim.scenario.base import Block
from ccsim.units import Portion, SignedShare


class Forecast(Block):
    """The forecast that staffing uses: the expected rate times errors of its own, independent of what really comes.

    Every error is lognormal with mean 1, so the forecast is right on average but for its bias. Busy days are on top of
    it: no forecast knows them. By default the forecast is the expected rate itself.
    """

    bias: SignedShare = 0.0
    """How much too high the forecast is on average ("5%", "-10%"). The planner does not know it."""
    week_cv: Portion = 0.0
    """Coefficient of variation of an error that a whole week, from Monday on, has in common."""
    day_cv: Portion = 0.0
    """The same of a day's own error."""
    special_day_cv: Portion | None = None
    """The same of a special day (`arrivals.special_days`), instead of `day_cv`; as `day_cv` if null."""
    halfhour_cv: Portion = 0.0
    """The same of each half hour's own error."""

    @property
    def exact(self) -> bool:
        """Whether it is the expected rate itself."""
        return not (self.bias or self.week_cv or self.day_cv or self.special_day_cv or self.halfhour_cv)
