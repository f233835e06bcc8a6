"""A day with changing demand and staffing, from empty: exact references, and theory that must hold for any staffing."""

import math

import pytest

from ccsim.theory import lifetimes
from ccsim.theory.chat_chain import Chain
from ccsim.theory.offered_load import Sinusoid, load_from_empty
from ccsim.theory.staffed_day import DayPlan, staffed_day
from ccsim.theory.transient import from_empty


def half_hours(count: int) -> tuple[float, ...]:
    return tuple(1800.0 * k for k in range(count + 1))


def test_a_published_day_whose_agents_finish_their_contacts() -> None:
    # P-CC-singleQueue: 13 hours, staffing up and down, 10% balk, service level without those that leave early
    plan = DayPlan(
        tuple(3600.0 * k for k in range(14)),
        (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4),
        tuple(n / 3600 for n in (100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60)),
        100,
        1000,
        0.1,
    )
    day = staffed_day(plan, 20)
    within = [
        0.783991735915855, 0.8529756470474196, 0.9756671491713644, 0.939912257209675, 0.8984464849339164,
        0.933426853938605, 0.9760243250151793, 0.97607753130667, 0.9356276175397221, 0.9701106205504665,
        0.8764263540727084, 0.9171163467841589, 0.9486327725913092,
    ]  # fmt: skip
    abandoned = [
        4.883819851029804, 5.319723287564719, 1.176288624586507, 3.1066339032155237, 5.391353799518554,
        2.741445701886497, 1.1620501707687085, 1.1571928721589146, 2.046073842166757, 0.8524870984301932,
        2.3236591253873566, 1.4079548576108267, 0.7708912407012927,
    ]  # fmt: skip
    assert day.service_level_without_early() == pytest.approx(within, rel=1e-10)
    assert day.abandoned == pytest.approx(abandoned, rel=1e-10)
    assert day.busy.sum() / sum(plan.agents) == pytest.approx(0.557600267702299, rel=1e-10)


def test_a_spike_of_reference() -> None:
    # C-spike10-const-n25: its intervals 13:00 to 14:30 around the spike, reached from its morning; T = 60 s
    per_hour = (
        24.4, 20.8, 19.0, 17.2, 15.4, 15.4, 15.4, 17.2, 19.0, 20.8, 24.4, 28.0, 35.2, 46.0, 64.0, 85.6, 114.4, 143.2,
        168.4, 184.6, 190.0, 188.2, 181.0, 172.0, 164.8, 161.2, 1630.0, 168.4, 175.6,
    )  # fmt: skip
    plan = DayPlan(half_hours(29), (25,) * 29, tuple(n / 3600 for n in per_hour), 300, 240)
    day = staffed_day(plan, 60)
    assert day.abandoned[25:] == pytest.approx(
        [0.02138899737963992, 565.5004056588176, 68.72951657755686, 0.061608221982225084], rel=1e-8
    )
    assert day.p_wait[25:] == pytest.approx(
        [0.003125280646989346, 0.9832787208028546, 0.34441374036935957, 0.007865609919800419], rel=1e-8
    )
    assert day.queue_at_end[25:28] == pytest.approx(
        [0.0027026700615241385, 88.61112988227055, 0.0058828477716554054], rel=1e-8
    )
    # the reference states an error of 1.4e-7
    assert day.service_level()[25:] == pytest.approx(
        [0.9995985822362622, 0.024613526936473597, 0.7247146677448492, 0.9988889592516444], rel=1e-8
    )
    assert (day.left_within / day.offered)[26] == pytest.approx(0.24121557759633033, rel=1e-8)


def test_a_sinusoid_with_staffing_steps_of_reference() -> None:
    # C-steps-sin-n: its first six half-hours (staffing of the seventh kept, for the service level of the sixth)
    demand = Sinusoid(150 / 3600, 110 / 3600, 86400, -math.pi / 2)
    day = staffed_day(DayPlan(half_hours(7), (4, 4, 5, 5, 6, 6, 7), demand, 280, 180), 20)
    assert day.offered[:2] == pytest.approx([20.156933845769963, 21.09531391303942], rel=1e-11)
    assert day.abandoned[:6] == pytest.approx(
        [
            1.993443315917535, 3.0690787450691985, 1.9222035904014432, 2.8980353516998436, 2.385080418746068,
            4.080548132058556,
        ],
        rel=2e-9,
    )  # fmt: skip
    assert day.service_level()[:6] == pytest.approx(
        [
            0.7625372687928385, 0.6723460872401694, 0.7860543810303456, 0.7214002622351426, 0.7796721513195884,
            0.6864592427908912,
        ],
        rel=2e-9,
    )  # fmt: skip
    assert (day.left_within / day.offered)[:2] == pytest.approx([0.789424733630715, 0.7093915612940732], rel=2e-9)


def test_patience_as_long_as_handling_leaves_the_offered_load_whatever_the_staffing() -> None:
    # everybody leaves at the rate 1 / handling, served or not: the number in the system is that of M(t)/G/infinity
    demand, edges = Sinusoid(0.05, 0.03, 7200), (0.0, 900.0, 1500.0, 1800.0, 2700.0)
    day = staffed_day(DayPlan(edges, (3, 9, 0, 12), demand, 300, 300), 30)
    expected = [load_from_empty(demand, lifetimes.exponential(300), t) for t in edges[1:]]
    assert day.in_system_at_end == pytest.approx(expected, rel=1e-8)
    # a drop keeps whoever is served in service
    assert day.busy[2] > 0.5


def test_constant_staffing_is_the_transient_queue() -> None:
    expected = from_empty(Chain(12, 1, (0.0, 1.0), 120.0, 60.0, 0.2), 0.1, 20.0, 3600.0, 60)
    plan = DayPlan((0.0, 1000.0, 3600.0), (12, 12), (0.1, 0.1), 120.0, 60.0, 0.2)
    day = staffed_day(plan, 20.0)
    assert day.answered_within.sum() / 360 == pytest.approx(expected.waiting.service_level, rel=1e-11)
    assert day.left_within.sum() / 360 == pytest.approx(expected.waiting.left_queue_within, rel=1e-11)
    assert day.mean_wait(plan) == pytest.approx(expected.waiting.mean_wait, rel=1e-4)
    assert day.abandonment(plan) == pytest.approx(expected.waiting.p_abandon, rel=1e-4)


def test_who_waits_at_an_opening_is_taken_then() -> None:
    # nobody on duty for an hour, nobody gives up: all of the last 20 s are taken within T by the many who come
    plan = DayPlan((0.0, 3600.0, 7200.0), (0, 400), (0.01, 0.0), 100.0)
    day = staffed_day(plan, 20.0)
    assert day.queue_at_end == pytest.approx([36.0, 0.0], abs=1e-9)
    assert day.answered_within[0] == pytest.approx(0.2, rel=1e-9)
    assert day.mean_wait(plan) == pytest.approx(1800.0, rel=1e-9)
    assert math.isnan(day.service_level()[1])


def test_nobody_ever_on_duty() -> None:
    plan = DayPlan((0.0, 600.0), (0,), (0.01,), 100.0, 200.0)
    assert staffed_day(plan, 20.0).abandonment(plan) == pytest.approx(1.0)
    endless = plan._replace(patience_s=math.inf)
    assert staffed_day(endless, 20.0).mean_wait(endless) == math.inf
    assert staffed_day(endless, 20.0).abandonment(endless) == 0.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"edges_s": (0.0, 1.0)}, "rising edges"),
        ({"demand": (0.1,)}, "one rate"),
        ({"demand": Sinusoid(0.1, 0.2, 100)}, "amplitude"),
        ({"agents": (-1, 2)}, "negative"),
        ({"balk": 1.2}, "balking"),
    ],
)
def test_plans_that_do_not_fit_are_refused(change: dict[str, object], said: str) -> None:
    plan = DayPlan((0.0, 600.0, 1200.0), (1, 2), (0.01, 0.02), 100.0, 200.0)
    with pytest.raises(ValueError, match=said):
        staffed_day(plan._replace(**change), 20.0)
