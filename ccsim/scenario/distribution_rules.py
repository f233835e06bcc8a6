"""What distributions must be, depending on where they stand: amounts are relative, delays end some time."""

from __future__ import annotations

from collections.abc import Iterator

from ccsim.scenario.distribution import Infinite, WithMean, has_own_scale, may_be_endless
from ccsim.scenario.finding import Mistake
from ccsim.scenario.handling import Handling
from ccsim.scenario.patience import Patience
from ccsim.scenario.repeats import Repeats

_ENDLESS = ("a last hazard of 0", "expected a last hazard above 0: only patience may have no end")


def distribution_mistakes(handling: Handling, patience: Patience, repeats: Repeats) -> Iterator[Mistake]:
    """Amounts of work that have a mean of their own, delays that have none, and either without an end."""
    for path, amount, mean in (
        ("handling.distribution", handling.amount, "the mean amount of work is the intent's"),
        ("handling.wrap_up_distribution", handling.wrap_up_distribution, "the mean is the intent's wrap_up"),
    ):
        if isinstance(amount, WithMean) and amount.mean is not None:
            yield f"{path}.mean", f"{amount.mean:g} s", f"expected no mean here: {mean}"
        if amount is not None and may_be_endless(amount):
            yield f"{path}.hazards", *_ENDLESS
    for path, delay in (
        ("repeats.distribution", repeats.distribution),
        ("repeats.follow_up_distribution", repeats.follow_up_distribution),
        ("patience.retry.distribution", patience.retry.distribution),
    ):
        if delay is None:
            continue
        if isinstance(delay, WithMean) and delay.mean is None and not has_own_scale(delay):
            yield f"{path}.mean", "nothing", "expected the mean of the delay"
        if may_be_endless(delay):
            yield f"{path}.hazards", *_ENDLESS


def ignored(handling: Handling, patience: Patience, repeats: Repeats) -> Iterator[str]:
    """Keys that the chosen distribution makes meaningless, as sentences."""
    if "cv" in handling.model_fields_set and handling.distribution != "lognormal":
        yield f"handling.cv is ignored: handling.distribution is {_shown(handling)}"
    if "shape" in patience.model_fields_set and patience.distribution not in ("weibull", "lognormal"):
        yield f"patience.shape is ignored: patience.distribution is {_shown(patience)}"
    time = patience.time
    stated = has_own_scale(time) or (isinstance(time, WithMean) and time.mean is not None)
    if "mean" in patience.model_fields_set and stated and not isinstance(time, Infinite):
        yield "patience.mean is ignored: patience.distribution states its own times"
    retry = patience.retry
    for path, other, keys, block in (
        ("patience.retry", retry.distribution, ("median_delay", "sigma"), retry),
        ("repeats", repeats.distribution, ("delay",), repeats),
        ("repeats", repeats.follow_up_distribution, ("follow_up_within",), repeats),
    ):
        for key in keys:
            if other is not None and key in block.model_fields_set:
                yield f"{path}.{key} is ignored: a distribution of that delay is stated"


def _shown(block: Handling | Patience) -> str:
    stated = block.distribution
    return f'"{stated}"' if isinstance(stated, str) else f'a mapping of kind "{stated.kind}"'
