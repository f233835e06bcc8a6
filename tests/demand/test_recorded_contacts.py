"""Whole contacts replayed: what is recorded holds, what is missing is drawn, and a served wait only bounds patience."""

import numpy as np
import pandas as pd
import pytest
from demand_checks import one_intent, scenario, tape_of
from pydantic import ValidationError
from scipy import stats

from ccsim.errors import DataError

ROWS = pd.DataFrame(
    {
        "date": "2025-06-02",
        "at": [100, 200, 300, 400, 500],
        "outcome": ["AGENT", "HANG", "AGENT", "HANG", "AGENT"],
        "queued": ["30", "12.5", "0", "0", "90"],
        "talk": ["120", "0", "", "", "61"],
        "after": ["10", "", "0", "", ""],
    }
)
COLUMNS = {
    "kind": "log", "time_column": "at", "date_column": "date", "wait_column": "queued", "outcome_column": "outcome",
    "outcome_names": {"AGENT": "served", "HANG": "abandoned"}, "work_column": "talk", "wrap_up_column": "after",
    "patience": "recorded",
}  # fmt: skip


@pytest.fixture
def replay(tmp_path):
    """The tape of some rows, by default all, with changes to the arrivals block and other blocks."""

    def tape(rows=ROWS, replication=0, blocks=None, **arrivals):
        rows.to_csv(tmp_path / "log.csv", index=False)
        block = {**COLUMNS, "file": str(tmp_path / "log.csv"), **arrivals}
        return tape_of(scenario(**{"run": {"days": 1}, "arrivals": block, **(blocks or {})}), replication)

    return tape


def test_recorded_times_hold_and_missing_ones_are_drawn(replay):
    tape = replay()
    plain = replay(work_column=None, wrap_up_column=None, patience="drawn")
    assert tape["work_s"][[0, 4]].tolist() == [120, 61]
    # not served, or not recorded: as drawn without the column
    assert np.array_equal(tape["work_s"][[1, 2, 3]], plain["work_s"][[1, 2, 3]])
    assert tape["wrap_s"].tolist() == [10, 20, 0, 20, 20]
    assert tape["patience_s"][[1, 3]].tolist() == [12.5, 0]
    assert tape["patience_s"][0] > 30
    assert tape["patience_s"][4] > 90
    for name in ("arrival_s", "u_balk", "u_resolve", "u_return", "intent"):
        assert np.array_equal(tape[name], plain[name]), name


def test_a_wait_of_zero_tells_nothing_about_patience(replay):
    assert replay()["patience_s"][2] == replay(patience="drawn")["patience_s"][2]


def test_the_patience_of_the_served_has_the_conditional_distribution(replay):
    n = 20_000
    rows = pd.DataFrame({"date": "2025-06-02", "at": np.arange(n), "outcome": "AGENT", "queued": 150.0, "talk": 60})
    for patience, law in (
        ({"distribution": "exponential", "mean": "2 min"}, stats.expon(scale=240)),
        ({"distribution": {"kind": "erlang", "stages": 3, "mean": "2 min"}}, stats.gamma(3, scale=80)),
    ):
        blocks = {"patience": patience, "intents": one_intent(patience_factor=2)}
        found = replay(rows, blocks=blocks, wrap_up_column=None)["patience_s"]
        assert found.min() > 150
        assert stats.kstest(found, lambda x, law=law: 1 - law.sf(x) / law.sf(150)).pvalue > 1e-6
        # half as patient as a class, twice as an intent: the same
        slow = {"classes": {"all": {"share": 1, "patience_factor": 0.5}}, "intents": one_intent(patience_factor=4)}
        assert np.abs(replay(rows, blocks=blocks | slow, wrap_up_column=None)["patience_s"] - found).max() < 1e-5


def test_times_recorded_in_every_replication_and_draws_anew(replay):
    one, other = replay(replication=0), replay(replication=1)
    assert np.array_equal(one["work_s"][[0, 4]], other["work_s"][[0, 4]])
    assert (one["patience_s"][[0, 4]] != other["patience_s"][[0, 4]]).all()


def test_a_patience_column_comes_first(replay):
    rows = ROWS.assign(known=["77", "", "", "5", "NA"])
    tape = replay(rows, patience_column="known")
    assert tape["patience_s"][[0, 1, 3]].tolist() == [77, 12.5, 5]
    drawn = replay(rows, patience_column="known", patience="drawn")["patience_s"]
    assert drawn[[0, 3]].tolist() == [77, 5]
    assert np.array_equal(drawn[[1, 2, 4]], replay(patience="drawn")["patience_s"][[1, 2, 4]])


def test_later_attempts_are_drawn(replay):
    more = {"repeats": {"if_unresolved": 1.0, "follow_up": 1.0, "max_attempts": 2}}
    tape = replay(blocks=more, counted="issues")
    assert tape.size == 10
    assert tape["work_s"][[0, 8]].tolist() == [120, 61]
    assert len(set(tape["work_s"])) == 10


def test_parquet_with_numbers_and_gaps_is_the_same(replay, tmp_path):
    numbers = ROWS.assign(**{name: pd.to_numeric(ROWS[name]) for name in ("queued", "talk", "after")})
    numbers.to_parquet(tmp_path / "log.parquet")
    assert replay().tobytes() == replay(file=str(tmp_path / "log.parquet")).tobytes()


@pytest.mark.parametrize(
    ("column", "value", "fragments"),
    [
        ("talk", "-1", ("'talk'", "row 3: '-1'", "seconds from 0 to 1,000,000")),
        ("queued", "soon", ("'queued'", "row 3: 'soon'")),
        ("queued", "", ("'queued'", "row 3: ''", "the wait of every contact")),
        ("after", "1e9", ("'after'", "row 3: '1e9'")),
        ("outcome", "PHANTOM", ("'outcome'", "row 3: 'PHANTOM'", "AGENT, HANG")),
    ],
)
def test_bad_values_are_refused_by_row(replay, column, value, fragments):
    rows = ROWS.copy()
    rows.loc[2, column] = value
    with pytest.raises(DataError) as caught:
        replay(rows)
    for fragment in ("log.csv", *fragments):
        assert fragment in str(caught.value), str(caught.value)


def test_missing_columns_and_settings_are_refused(replay):
    with pytest.raises(DataError, match=r"no column .talks.; it has .*did you mean .talk."):
        replay(work_column="talks")
    with pytest.raises(ValidationError, match="needs wait_column and outcome_column"):
        replay(wait_column=None)
    with pytest.raises(ValidationError, match="go together"):
        replay(outcome_names={})
