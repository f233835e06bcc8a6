"""Shifts as they are worked: duty, breaks in turns, overtime, nights; worked out by hand."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from shift_days import DAY, NIGHT, on_shifts

from ccsim.workforce.shift_forms import forms_of, overlap_s, without

H = 3600.0


def hours(spans):
    return [(start / H, end / H) for start, end in spans]


def test_a_break_in_two_turns_makes_two_forms():
    first, second = forms_of(on_shifts({"day": DAY}).groups["team"])
    assert (first.turn, second.turn) == (0, 1)
    assert hours(first.duty) == [(8, 12), (13, 17)]
    assert hours(second.duty) == [(8, 13), (14, 17)]
    assert first.paid_s == second.paid_s == first.duty_s == 8 * H
    assert first.overtime == ()
    assert not first.is_night


def test_a_night_with_a_paid_break_goes_over_midnight():
    (form,) = forms_of(on_shifts({"night": NIGHT}).groups["team"])
    assert hours(form.duty) == [(22, 26), (27, 30)]
    assert hours(form.paid_breaks) == [(26, 27)]
    assert (form.duty_s, form.paid_s) == (7 * H, 8 * H)
    assert form.night_s == 8 * H
    assert form.is_night


def test_overtime_is_the_last_paid_time():
    long = {"start": "09:00", "length": "12 h", "breaks": [
        {"after": "3 h", "length": "1 h"}, {"after": "9 h", "length": "1 h", "paid": True}]}  # fmt: skip
    (form,) = forms_of(on_shifts({"long": long}).groups["team"])
    # paid 9-12, 13-21: eleven hours, the last three of them are overtime: 18-21, the paid break at 18 included
    assert form.paid_s == 11 * H
    assert hours(form.overtime) == [(18, 21)]


def test_a_shift_with_a_little_night_is_no_night_shift():
    patterns = {
        "late": {"start": "17:00", "length": "8 h"},  # 22:00 to 01:00: three hours of night
        "later": {"start": "18:00", "length": "8 h"},  # four hours
        "early": {"start": "05:00", "length": "8 h"},  # the last hour of the night before
    }
    late, later, early = forms_of(on_shifts(patterns).groups["team"])
    assert [form.night_s / H for form in (late, later, early)] == [3, 4, 1]
    assert [form.is_night for form in (late, later, early)] == [False, True, False]


def test_spans():
    assert without((0.0, 10.0), ((0.0, 2.0), (4.0, 10.0))) == ((2.0, 4.0),)
    assert overlap_s(((0.0, 5.0), (8.0, 9.0)), ((4.0, 8.5),)) == 1.5
