"""Cash flows worked out by hand: whole heads, setup, double running, notice, attrition, launch, returns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccsim.economics.cashflow import Plan, Running, cash_flow, paper_flow, returns


def own(cost, heads, **more):
    given = {"wage": 0.0, "attrition": 0.0, "seat_fees": 0.0, "seats": 0.0, "fees": 0.0, "bot": 0.0, "build": 0.0}
    return Running(own=cost, heads=heads, **(given | more))


TEN = own(1000.0, 10.0, wage=60.0, attrition=0.6)
FOUR = own(400.0, 4.0, bot=100.0, build=900.0)


def test_the_plain_case_by_hand():
    """Ten heads at 100 become four at 100 and a bot at 100; build 900: saves 500 a month from the start."""
    flow = cash_flow(TEN, FOUR, FOUR.cost, Plan(12))
    np.testing.assert_allclose(flow.avoided[1:], 1000)
    np.testing.assert_allclose(flow.running[1:], 500)
    np.testing.assert_allclose(flow.net, [-900] + [500] * 12)
    found = returns(flow, 12)
    assert found.saving == pytest.approx(6000)
    assert found.outlay == pytest.approx(900)
    assert found.roi_investment == pytest.approx((6000 - 900) / 900)
    assert found.roi_total_cost == pytest.approx((12_000 - 6900) / 6900)
    assert found.payback_month == 2
    assert returns(flow, 1).payback_month is None


def test_the_case_of_the_article():
    """128 million become 48: (128 - 48) / 48 = 1.67 on total cost in every year; an outlay of 120 comes back in 18 months."""
    before, after = own(128 / 12, 1.0), own(48 / 12, 1.0)
    assert returns(cash_flow(before, after, after.cost, Plan(12)), 12).roi_total_cost == pytest.approx(80 / 48)
    flow = cash_flow(before, after, after.cost, Plan(36, outlay=120.0))
    assert returns(flow, 36).payback_month == 18
    assert returns(flow, 36).roi_investment == pytest.approx((240 - 120) / 120)


def test_heads_are_whole():
    """3.2 heads at 100 are 4 people at 100; a third of a head less saves nothing."""
    flow = cash_flow(own(320.0, 3.2), own(310.0, 3.1), 400.0, Plan(3))
    np.testing.assert_allclose(flow.avoided[1:], 400)
    np.testing.assert_allclose(flow.net, 0, atol=1e-9)
    np.testing.assert_allclose(paper_flow(own(320.0, 3.2), own(310.0, 3.1), Plan(3)).net[1:], 10)


def test_nothing_is_saved_before_going_live():
    flow = cash_flow(TEN, FOUR, FOUR.cost, Plan(4, setup=1.5))
    np.testing.assert_allclose(flow.net, [-900, 0, 250, 500, 500])


def test_double_running_pays_the_people_and_the_supplier_who_are_replaced():
    supplier = own(0.0, 0.0, fees=700.0)
    flow = cash_flow(supplier, own(0.0, 0.0, fees=300.0), 300.0, Plan(3, double_running=1.0))
    np.testing.assert_allclose(flow.overlap, [0, 400, 0, 0])
    people = cash_flow(TEN, FOUR, FOUR.cost, Plan(3, double_running=1.0))
    np.testing.assert_allclose(people.overlap, [0, 600, 0, 0])
    np.testing.assert_allclose(people.heads[1:], [10, 4, 4])


def test_notice_and_severance():
    """Six leave after two months' notice, with three monthly wages of 60 each: 1,080 in the month in which they go."""
    flow = cash_flow(TEN, FOUR, FOUR.cost, Plan(4, notice=2.0, severance=3.0))
    np.testing.assert_allclose(flow.overlap, [0, 600, 600, 0, 0])
    np.testing.assert_allclose(flow.one_off, [900, 0, 1080, 0, 0])


def test_attrition_takes_its_time():
    """At 60% a year ten are nine (whole) after ln(10/9) / 0.05 = 2.1 months, four after ln(10/4) / 0.05 = 18.3."""
    flow = cash_flow(TEN, FOUR, FOUR.cost, Plan(24, leaving="attrition"))
    assert flow.heads[1] == 10
    assert flow.heads[4] == 9
    assert 18 < math.log(10 / 4) / 0.05 < 19
    assert flow.heads[19] > 4
    assert flow.heads[20] == 4
    assert flow.overlap[20] == 0
    assert flow.one_off.sum() == 900
    both = cash_flow(TEN, FOUR, FOUR.cost, Plan(24, leaving="both", double_running=4.5, severance=1.0))
    assert both.heads[4] == 9
    assert both.heads[6] == 4
    assert both.one_off.sum() == 900 + 60 * (8 - 4)  # after 4.5 months eight are left: 10 exp(-0.225) = 7.99


def test_the_launch_costs_what_lies_under_an_exponential():
    flow = cash_flow(TEN, FOUR, FOUR.cost + 100, Plan(36, settling=2.0))
    assert flow.dip.sum() == pytest.approx(200, rel=1e-3)
    assert flow.dip[1] == pytest.approx(200 * (1 - math.exp(-0.5)), rel=1e-4)


def test_new_people_are_paid_before_they_answer():
    flow = cash_flow(FOUR, TEN, TEN.cost, Plan(4, setup=2.0, training_lag=1.0, new_bot=False))
    np.testing.assert_allclose(flow.one_off, [0, 0, 600, 0, 0])
    early = cash_flow(FOUR, TEN, TEN.cost, Plan(4, setup=0.0, training_lag=1.0, new_bot=False))
    np.testing.assert_allclose(early.one_off, [600, 0, 0, 0, 0])


def test_money_later_is_worth_less():
    flow = cash_flow(TEN, FOUR, FOUR.cost, Plan(12))
    worth = -900 + sum(500 / 1.08 ** (m / 12) for m in range(1, 13))
    assert returns(flow, 12, 0.08).npv == pytest.approx(worth)


def test_what_never_pays_never_pays_back():
    found = returns(cash_flow(FOUR, TEN, TEN.cost, Plan(36, outlay=1.0)), 36)
    assert found.payback_month is None
    assert found.net < 0
    assert returns(paper_flow(TEN, TEN._replace(build=0.0), Plan(12)), 12).roi_investment is None


RUNNING = st.builds(
    lambda cost, heads, fees, bot: own(cost, heads, fees=fees, bot=bot, wage=50.0, attrition=0.4),
    st.floats(1, 1e4), st.floats(0.1, 200), st.floats(0, 1e4), st.floats(0, 1e3),
)  # fmt: skip


@given(RUNNING, RUNNING, st.floats(0, 6), st.floats(0, 6), st.sampled_from(["notice", "attrition", "both"]))
@settings(max_examples=100, deadline=None)
def test_every_delay_costs_money(before, after, setup, double, leaving):
    plain = cash_flow(before, after, after.cost, Plan(24, leaving=leaving))
    slower = cash_flow(
        before, after, after.cost, Plan(24, leaving=leaving, double_running=double, notice=double, severance=1.0)
    )
    assert slower.overlap.sum() >= plain.overlap.sum() - 1e-6
    assert (slower.overlap >= -1e-9).all()
    assert (slower.one_off >= -1e-9).all()
    late = cash_flow(before, after, after.cost, Plan(24, setup=setup, leaving=leaving))
    assert late.avoided.sum() == pytest.approx(plain.avoided.sum() * (1 - setup / 24), rel=0.02)


@given(RUNNING, st.floats(0, 5))
@settings(max_examples=50, deadline=None)
def test_a_change_to_the_same_saves_nothing_and_costs_nothing(one, double):
    flow = cash_flow(one, one, one.in_whole_heads().cost, Plan(12, double_running=double, notice=double, new_bot=False))
    np.testing.assert_allclose(flow.net, 0, atol=1e-6 * one.cost)
