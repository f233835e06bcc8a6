"""Arrivals are the stated process, and a change of volume keeps every contact it can."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from demand_checks import STREAMS, agrees, fresh, scenario, tape_of

from ccsim import randomness
from ccsim.demand import arrivals as field
from ccsim.demand.arrivals import _POINTS_CDF, CELL_MEAN, SLOT_S, floor_grid, poisson_issues
from ccsim.demand.busyness import day_busyness
from ccsim.demand.draw import draw_tape
from ccsim.errors import DataError
from ccsim.model.inputs import Origin, day_of
from ccsim.model.timegrid import TICKS_PER_S
from ccsim.scenario.centre import centre_of
from ccsim.scenario.load import load_scenario

CONFIGS = Path(__file__).parents[2] / "configs"


def poisson(volume="4000/day", **values):
    return {"kind": "poisson", "volume": volume, "counted": "issues"} | values


def issues(s, days=1, first_day=0):
    return poisson_issues(s, s.arrivals, first_day, days, STREAMS)


def test_the_rate_is_volume_times_weekday_times_profile():
    """100 weeks; every (weekday, part of the day) is a Poisson mean of its own."""
    s = scenario(
        arrivals=poisson("600/day", profile=[1, 0, 3, 2], weekday=[2, 1, 1, 1, 1, 0.5, 0.5]),
        run={"start": "2025-06-04", "history": {"days": 0}},  # a Wednesday
    )
    weeks = 100
    found = issues(s, days=7 * weeks)
    part = np.floor(found.arrival_s / 21600).astype(int)
    counts = np.bincount(part, minlength=28 * weeks).reshape(weeks, 7, 4)
    mean_weekday = np.array([1, 1, 1, 0.5, 0.5, 2, 1])  # from Wednesday on; their mean is 1
    expected = np.multiply.outer(mean_weekday, np.array([1, 0, 3, 2]) / 6) * 600
    assert counts[:, :, 1].sum() == 0
    for day in range(7):
        for p in (0, 2, 3):
            assert agrees(counts[:, day, p], expected[day, p], detects=0.17)
    assert agrees(counts.sum(axis=(1, 2)), 4200, detects=0.02)


def test_warm_up_days_have_the_weekdays_before_the_first_measured_day():
    """A Monday with two simulated days of warm-up: Saturday and Sunday without arrivals come first."""
    s = scenario(
        arrivals=poisson("500/day", weekday=[1, 1, 1, 1, 1, 0, 0]),
        run={"start": "2025-06-02", "days": 2, "history": {"days": 2, "method": "simulated"}},
    )
    assert set(day_of(fresh(tape_of(s))["contact_id"])) == {2, 3}


def test_counts_of_disjoint_intervals_are_poisson_and_independent():
    """Variance over mean of five-minute counts is 1, their serial correlation 0."""
    s = scenario(arrivals=poisson("20000/day"))
    found = issues(s, days=30)
    counts = np.bincount((found.arrival_s // 300).astype(int), minlength=30 * 288)
    assert agrees((counts - counts.mean()) ** 2 / counts.mean(), 1.0, detects=0.12)
    centred = counts - counts.mean()
    assert abs((centred[1:] * centred[:-1]).mean()) < 4.89 * counts.var() / np.sqrt(counts.size)


def test_a_part_of_the_profile_need_not_align_with_the_cells():
    """Seven parts a day cut quarter-hours; no issue falls into an empty part, and the others have their share."""
    s = scenario(arrivals=poisson("2000/day", profile=[0, 1, 0, 2, 0, 1, 0]))
    found = issues(s, days=100)
    part = np.floor(found.arrival_s % 86400 / (86400 / 7)).astype(int)
    counts = np.array([np.bincount(part[day_of(found.contact_id) == d], minlength=7) for d in range(100)])
    assert (counts[:, [0, 2, 4, 6]] == 0).all()
    assert agrees(counts[:, 1], 500, detects=0.05)
    assert agrees(counts[:, 3], 1000, detects=0.03)


def test_busyness_is_gamma_with_mean_1_and_the_stated_variation():
    factors = day_busyness(0.3, np.arange(-1000, 200_000), STREAMS)
    assert agrees(factors, 1.0, detects=0.01)
    assert agrees((factors - 1) ** 2, 0.09, detects=0.05)
    skewness = ((factors - 1) / 0.3) ** 3
    assert agrees(skewness, 2 * 0.3, detects=0.15)
    assert (day_busyness(0.0, np.arange(5), STREAMS) == 1).all()


def test_busyness_multiplies_the_whole_day_and_is_shared_by_history():
    s = scenario(arrivals=poisson("5000/day", day_busyness_cv=0.5))
    days = np.arange(-5, 60)
    found = issues(s, first_day=-5, days=days.size)
    counts = np.array([(day_of(found.contact_id) == day).sum() for day in days])
    expected = 5000 * day_busyness(0.5, days, STREAMS)
    assert (np.abs(counts - expected) < 5 * np.sqrt(expected)).all()
    assert counts.std() > 1000


def test_more_volume_keeps_every_contact_and_all_its_draws():
    small = fresh(tape_of(scenario(arrivals=poisson("3000/day", day_busyness_cv=0.2))))
    large = fresh(tape_of(scenario(arrivals=poisson("6000/day", day_busyness_cv=0.2))))
    position = np.searchsorted(np.sort(large["contact_id"]), small["contact_id"])
    kept = large[np.argsort(large["contact_id"])[position]]
    assert (kept == small).all()
    assert large.size > 1.8 * small.size


def test_ids_are_unique_sorted_by_arrival_and_carry_the_day():
    tape = fresh(tape_of(scenario(run={"days": 3, "history": {"days": 0}})))
    assert np.unique(tape["contact_id"]).size == tape.size
    assert (np.diff(tape["arrival_s"]) >= 0).all()
    assert (day_of(tape["contact_id"]) == tape["arrival_s"] // 86400).all()


def test_times_lie_on_the_grid_and_never_reach_the_end_of_their_slot():
    found = issues(scenario(arrivals=poisson("50000/day")), days=2)
    assert (found.arrival_s * TICKS_PER_S % 1 == 0).all()
    slot = ((found.contact_id >> 8) & 0xFFFFFFFF) >> 21
    assert (found.arrival_s % 86400 // SLOT_S == slot).all()
    assert floor_grid(np.array([900 * (1 - 2.0**-53)]))[0] < 900


def test_the_table_of_points_per_cell_is_poisson():
    pmf = np.diff(_POINTS_CDF, prepend=0)
    n = np.arange(pmf.size)
    assert (pmf * n).sum() == pytest.approx(CELL_MEAN, rel=1e-12)
    assert (pmf * (n - CELL_MEAN) ** 2).sum() == pytest.approx(CELL_MEAN, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "size", "digest"),
    [
        ("brand_60000", 57273, "0e6a6258d546d800"),
        ("small_shop", 147, "c55ee396839cc8e9"),
        ("ai_outsourcer", 13054, "bf7df08b3356ecc5"),
    ],
)
def test_shipped_scenarios_without_special_days_keep_their_arrivals(name, size, digest):
    """Ids, times and intents, byte by byte, as they were before rates could vary all the time."""
    s = load_scenario(CONFIGS / f"{name}.yaml").scenario
    tape = tape_of(s, replication=2, seed=3)
    tape = tape[tape["origin"] != Origin.LATER]
    found = hashlib.blake2b(digest_size=8)
    for column in ("contact_id", "arrival_s", "intent"):
        found.update(tape[column].tobytes())
    assert (tape.size, found.hexdigest()) == (size, digest)


@pytest.mark.parametrize("per_day", [20, 3_000, 90_000])
def test_points_compiled_and_without_compiler_are_the_same(per_day, monkeypatch):
    """A profile that cuts the cells' slots, a wave, and a crowd that comes at once."""
    wave = {"mean": f"{per_day}/day", "amplitude": f"{0.8 * per_day:g}/day", "period": "5 h"}
    crowd = {"date": "2025-06-02", "spikes": [{"at": "09:10", "peak": 12, "decay": "20 min"}]}
    for arrivals in (
        poisson(f"{per_day}/day", profile=[1, 0, 3, 2] * 25),
        {"kind": "poisson", "sinusoid": wave},
        poisson(f"{per_day}/day", special_days=[crowd]),
    ):
        s = scenario(arrivals=arrivals, run={"start": "2025-06-02", "history": {"days": 0}})
        found = []
        for compiled in (True, False):
            for module in (field, randomness):
                monkeypatch.setattr(module, "worth_compiling", lambda blocks, answer=compiled: answer)
            found.append(issues(s, days=3, first_day=-1))
        assert found[0].contact_id.size > 20
        for one, other in zip(*found, strict=True):
            assert np.array_equal(one, other)


def test_no_volume_is_an_empty_tape():
    assert tape_of(scenario(arrivals=poisson("0/day"))).size == 0


def test_a_rate_beyond_the_ids_is_refused():
    with pytest.raises(DataError, match="fresh issues in 900 s"):
        issues(scenario(arrivals=poisson("60000000/day")))


def test_replications_seeds_and_purposes_have_arrivals_of_their_own():
    s = scenario()
    c = centre_of(s)
    tapes = [draw_tape(s, c, *key)["arrival_s"] for key in ((1, 0), (1, 1), (2, 0), (1, 0, "pilot"))]
    assert all(np.intersect1d(tapes[0], other).size == 0 for other in tapes[1:])
    assert np.array_equal(tapes[0], draw_tape(s, c, 1, 0)["arrival_s"])
