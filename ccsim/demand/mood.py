"""Moods on the tape, and whom the bot's detector brings to a person early."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ccsim.demand.streams import TapeStreams
from ccsim.model.inputs import attempt_of, issue_of
from ccsim.scenario.emotion import Detector, Emotion
from ccsim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]


def u_mood(streams: TapeStreams, ids: Ids) -> Floats:
    """The customer's latent mood (n,): the same at all attempts of an issue."""
    return np.asarray(streams.mood(issue_of(ids))[:, 0])


def p_negative(emotion: Emotion, attempt: NDArray[np.int64]) -> Floats:
    """Probability (n,) of a negative state before any wait for a person, by attempt (0 = first)."""
    return np.asarray(np.minimum(1.0, emotion.negative + emotion.per_failed_attempt * attempt))


def p_found(emotion: Emotion, detector: Detector, attempt: int) -> float:
    """Probability that the detector takes the customer of an attempt for negative."""
    negative = float(p_negative(emotion, np.array([attempt]))[0])
    return negative * detector.recall + (1 - negative) * detector.false_alarm


def brought_in(scenario: Scenario, streams: TapeStreams, ids: Ids, turns: Floats) -> NDArray[np.bool_]:
    """Whom the detector hands over early (n,), if the bot tries; `turns` (n,): answers the session would take."""
    emotion = scenario.emotion
    if emotion is None or emotion.detector is None:
        return np.zeros(ids.size, np.bool_)
    detector = emotion.detector
    negative = u_mood(streams, ids) < p_negative(emotion, attempt_of(ids))
    found = streams.detection(ids)[:, 0] < np.where(negative, detector.recall, detector.false_alarm)
    return np.asarray(found & (turns > detector.after_turns))
