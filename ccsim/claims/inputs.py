"""Points to simulate: what is not known, what differs between merchants, and what sources by an article's author add.

Source: docs/claims-method.md#simulated.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from ccsim.claims.files import DATA, read_block
from ccsim.experiment.priors import Prior, priors_of, quantiles, value_at
from ccsim.scenario.base import Block
from ccsim.scenario.load import Loaded

VOLUME_FACTORS = (1 / 4, 2.0)
"""Merchants' volumes, as factors on a volume that was taken over from an article; spread over the logarithm."""


class AuthorSource(Block):
    """A range that somebody states who also wrote an article under test."""

    low: float | int
    """Lower end, in the model's units."""
    high: float | int
    """Upper end."""
    source: str
    """Who states it, and where."""


class AuthorSources(Block):
    """data/author_sources.yaml."""

    ranges: dict[str, AuthorSource]
    """By key path; any group's name may stand for `agents`."""


@cache
def author_sources() -> dict[str, AuthorSource]:
    """Ranges by sources that an article's author wrote, by key path."""
    return read_block(DATA / "author_sources.yaml", AuthorSources, "author_sources.yaml")[0].ranges


def priors_for(loaded: Loaded, with_author_sources: bool) -> dict[str, Prior]:
    """A scenario's priors; widened to what authors' sources say, if those are wanted."""
    found = priors_of(loaded)
    if not with_author_sources:
        return found
    widened = dict(found)
    for path, said in author_sources().items():
        prior = found.get(path)
        if prior is not None:
            widened[path] = replace(
                prior,
                low=min(prior.low, said.low),
                high=max(prior.high, said.high),
                sources=(*prior.sources, said.source),
            )
    return widened


def ignorance(priors: Mapping[str, Prior], draws: int, seed: int) -> list[dict[str, Any]]:
    """Draws of everything that nobody knows well, merchants at their base; paths that scenarios share agree."""
    unknown = {path: prior for path, prior in priors.items() if prior.varies == "unknown"}
    drawn = quantiles(list(unknown), draws, seed)
    return [{path: prior.at(float(drawn[path][n])) for path, prior in unknown.items()} for n in range(draws)]


def merchants(loaded: Loaded, priors: Mapping[str, Prior], draws: int, seed: int) -> list[dict[str, Any]]:
    """Merchants, everything unknown at its base: length of chats, mix of intents, and volume where it is a stand-in.

    Empty if nothing of the scenario differs between merchants.
    """
    differing = {path: prior for path, prior in priors.items() if prior.varies == "merchant"}
    origin = loaded.provenance.get("arrivals.volume")
    volume = origin is not None and origin.kind == "article"
    if not differing and not volume:
        return []
    drawn = quantiles([*differing, "arrivals.volume"], draws, seed)
    found = []
    for n in range(draws):
        values: dict[str, Any] = {path: prior.at(float(drawn[path][n])) for path, prior in differing.items()}
        if volume:
            low, high = (math.log(factor) for factor in VOLUME_FACTORS)
            factor = math.exp(low + float(drawn["arrivals.volume"][n]) * (high - low))
            values["arrivals.volume"] = value_at(loaded.scenario, "arrivals.volume") * factor
        found.append(values)
    return found
