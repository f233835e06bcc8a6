"""Customer classes: one draw per issue, independent of all others."""

import numpy as np
from demand_checks import scenario

from ccsim.demand.classes import customer_class, mean_patience_factor
from ccsim.demand.draw import draw_tape
from ccsim.demand.streams import TapeStreams
from ccsim.model.inputs import contact_id, issue_of
from ccsim.scenario.centre import centre_of

CLASSES = {
    "vip": {"share": "25%", "priority_shift": -1, "patience_factor": 0.5},
    "usual": {"share": "75%"},
}
STREAMS = TapeStreams(1, 0, "run")


def test_shares_and_all_attempts_of_an_issue_alike() -> None:
    s = scenario(classes=CLASSES)
    first = contact_id(0, np.arange(100_000), 0)
    classes = customer_class(s, STREAMS, first)
    # standard error 0.0014
    assert abs((classes == 0).mean() - 0.25) < 0.007
    np.testing.assert_array_equal(customer_class(s, STREAMS, first + 3), classes)


def test_classes_change_nothing_but_class_and_patience() -> None:
    plain, mixed = scenario(), scenario(classes=CLASSES)
    tape = draw_tape(plain, centre_of(plain), 3, 0)
    other = draw_tape(mixed, centre_of(mixed), 3, 0)
    assert tape.size == other.size > 100
    for name in tape.dtype.names or ():
        if name not in ("patience_s", "customer_class"):
            np.testing.assert_array_equal(tape[name], other[name])
    assert not tape["customer_class"].any()
    vip = other["customer_class"] == 0
    np.testing.assert_array_equal(other["patience_s"][~vip], tape["patience_s"][~vip])
    np.testing.assert_allclose(other["patience_s"][vip], tape["patience_s"][vip] / 2, atol=2.0**-20)
    assert len(np.unique(issue_of(other["contact_id"][vip]))) > 10


def test_mean_patience_factor() -> None:
    assert mean_patience_factor(scenario()) == 1
    assert mean_patience_factor(scenario(classes=CLASSES)) == 0.25 * 0.5 + 0.75


def test_the_centre_has_the_classes() -> None:
    centre = centre_of(scenario(classes=CLASSES))
    assert centre.classes == ("vip", "usual")
    assert centre.class_shift.tolist() == [-1, 0]
    assert centre.priority(0, np.array([0, 1])).tolist() == [0, 1]
