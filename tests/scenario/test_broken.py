"""Every broken file gives one readable line per mistake, exit code 2, and never a traceback."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccsim.cli.main import cli

BROKEN = Path(__file__).parent.parent / "broken"

# file: (key path, words that the message must hold) of every mistake in it, in the order of the lines
MISTAKES: dict[str, list[tuple[str, str]]] = {
    "aging_bot": [
        ("bot.knowledge_decay", "expected bot.updated too"),
        ("bot.promotion_drop", "bot.promotion_days too"),
    ],
    "alias_bomb": [("a", "anchors are not allowed")],
    "bad_clock": [("groups.team.roster.0.at", '"25:00"'), ("groups.team.roster.1.at", 'such as "09:00"')],
    "bad_date": [("run.start", "a date such as 2025-06-02")],
    "bad_interval": [("run.interval", "420 s"), ("staffing.interval", 'at least "1 min"')],
    "bad_name": [("name", '"../../etc"')],
    "bad_profile": [("arrivals.weekday.2", "found -1")],
    "bad_rates": [("arrivals.rates.per_hour", "found 5 rates of 30 min; expected 48 for a day")],
    "bad_sinusoid": [
        ("arrivals.sinusoid.amplitude", "at most the mean, 2400 per day"),
        ("arrivals.sinusoid.period", 'at least "1 min"'),
    ],
    "binary": [("file", "UTF-8")],
    "bot_out_of_order": [
        ("bot.limit.sessions", "found 0; expected a whole number, from 1 to"),
        ("bot.outages.1.route", 'found "away"; expected one of "human", "wait", "lose"'),
        ("bot.outages.2", "give either date or day"),
    ],
    "bot_outages_overlap": [
        ("bot.outages.1.at", "begins 1800 s before the end of outage 0; expected outages that do not overlap"),
        ("bot.outages.2.date", "found 2025-06-03; expected a day of the run, which has 1 from 2025-06-02 on"),
    ],
    "bot_without_quality": [("bot.kind", "missing in question, refund (did you mean 'llm'?)")],
    "bounds": [
        ("handling.cv.low", "found 1.2; expected at most the value 1.0"),
        ("handling.customer_think.low", 'found 30; expected the same kind of quantity as the value "45 s"'),
        ("handling.brevity.lo", "did you mean 'low'?"),
        ("handling.switch_cost", "a source without a value"),
    ],
    "circle_a": [("extends", "a circle")],
    "classes": [("classes", "shares that sum to 0.9; expected the classes' shares to sum to 1")],
    "concurrency_zero": [("groups.team.concurrency", "found 0; expected a whole number, from 1 to 50")],
    "contracts": [
        ("groups.team.contract.per_minute", '"12.5 CNY/min"'),
        ("groups.team.contract.tiers", "expected steps above 0, then above rising numbers"),
        ("groups.team.contract.night.factor", "found 0.5"),
        ("groups.team.contract.minimum.seats", "found -1"),
        ("groups.team.contract.penalties.0.measure", "happiness"),
        ("groups.team.contract.penalties.1.share", "150%"),
    ],
    "customer_loss": [
        ("customer_loss.churn.value", "found nothing; required: an amount of money"),
        ("customer_loss.sales.margin", "CNY"),
        ("customer_loss.sales.lost_unresolved", "130%"),
        ("customer_loss.sales.lost_by_bots", "did you mean 'lost_by_bot'?"),
    ],
    "customer_loss_empty": [("customer_loss", "found neither churn nor sales; expected at least one of them")],
    "customer_loss_intents": [
        ("customer_loss.sales.intents.1", "found 'praise'; expected one of the intents question, refund"),
        ("customer_loss.sales.intents.2", "found 'question' for the second time; expected every intent once"),
    ],
    "delay_bands": [("repeats.delay", "sum to 0.9"), ("repeats.delay.0.earliest", "earliest to come before latest")],
    "distribution_branches": [
        ("handling.distribution", "2 edges and 1 hazards"),
        ("patience.distribution", "shares that sum to 1, they sum to 0.9"),
        ("patience.retry.distribution", "either shape or cv"),
        ("repeats.distribution", "least to be below most"),
        ("repeats.follow_up_distribution.cv", "from 1 to 20"),  # of this kind: others have a cv from 0 on
    ],
    "distribution_kinds": [
        ("handling.distribution.kind", "did you mean 'erlang'?"),
        ("patience.distribution.values.1", 'found "soon"; expected a duration'),
        ("patience.distribution.shape", "the unknown key 'shape'; allowed here: kind, probabilities, values"),
        ("patience.retry.distribution.hazards.0", 'such as "0.3/min"'),
        ("repeats.distribution.kind", "found nothing; required: one of"),
        ("repeats.follow_up_distribution", "a mapping with the key kind"),
    ],
    "distributions": [
        ("handling.distribution.mean", "the mean amount of work is the intent's"),
        ("handling.wrap_up_distribution.hazards", "only patience may have no end"),
        ("patience.retry.distribution.mean", "found nothing; expected the mean of the delay"),
        ("repeats.distribution.hazards", "only patience may have no end"),
    ],
    "duplicate_key": [("handling.cv", "a second time; it stands at")],
    "emotions": [
        ("emotion.negative", "required: a share"),
        ("emotion.per_wait.0.after", "found 30; expected a duration"),
        ("emotion.detector.after_turns", "found 0; expected a whole number"),
    ],
    "empty": [("file", "an empty file")],
    "empty_roster": [("groups.team.roster", "an empty roster")],
    "group_without_work": [("groups.night.serves", "no intent uses it")],
    "half_a_grid": [("arrivals", "either time_column, or date_column and slot_column")],
    "impossible_agents": [
        ("groups.team.slowdown", "2 speeds"),
        ("groups.team.nominal_level", "at most the concurrency, 3"),
        ("groups.team.absence", "at most the shrinkage"),
    ],
    "infinite": [("handling.brevity", "found .inf"), ("handling.switch_cost", "found 1e999")],
    "latin1": [("file", "UTF-8")],
    "list_at_top": [("file", "found a list")],
    "many_mistakes": [
        (
            "arrivals.volume",
            'found 1000; expected a volume that says per what (day, h, month, yr), such as "13700/day"',
        ),
        ("handling.hands_on_per_reply", '"soon"'),
        ("handling.cv.source", "unknown source 'nobody'"),
        ("handling.brevty", "did you mean 'brevity'?"),
        ("intents.question.replies", "found -3"),
        ("patience.distribution", "did you mean 'weibull'?"),
        ("patience.mean", '"0 s"'),
        ("staffing.target.service_level", "from 0 to 1"),
    ],
    "merge_key": [("file", "merge keys are not allowed")],
    "missing_blocks": [
        ("arrivals", "found nothing; required"),
        ("handling", "found nothing; required"),
        ("groups.team.labour.wage", "found nothing; required: an amount of money"),
    ],
    "missing_extends": [("extends", "no such file")],
    "missing_unit": [("handling.customer_think", "found 45; expected a duration with its unit")],
    "misspelt_block": [("patients", "did you mean 'patience'?")],
    "misspelt_key": [("handling.custmer_think", "did you mean 'customer_think'?")],
    "negative_rate": [("groups.team.labour.attrition", '"-35%/yr"')],
    "nested_bomb": [("handling", "deeper than 32")],
    "never_open": [("queues.human.opening", "at least one span")],
    "nobody_rostered": [("groups.team.roster", "nobody"), ("groups.team.roster.1.at", "09:00 after 20:00")],
    "not_a_number": [("handling.cv", "found .nan")],
    "number_as_key": [("intents", 'write "1" in quotes')],
    "promotion_backwards": [("bot.promotion_days.0.last", "found 2025-11-10; expected 2025-11-11 or later")],
    "opening_hours": [
        ("queues.human.opening.0.from", '"25:00"'),
        ("queues.human.opening.1.days.0", "did you mean 'sun'?"),
        ("queues.human.opening.2.until", "found nothing; required"),
    ],
    "opening_spans": [
        ("queues.human.opening.0.from", "before the end of the day"),
        ("queues.human.opening.1.until", "another time than from"),
        ("queues.human.opening.1.days", "a day named twice"),
    ],
    "queue_limits": [
        ("queues.human.capacity", "found -1"),
        ("queues.human.max_wait", "found 90; expected a duration with its unit"),
        ("queues.human.outside", 'one of "defer", "lose"'),
        ("queues.human.closing", 'one of "serve", "disconnect"'),
    ],
    "queue_nobody_uses": [
        ("queues.humans", "did you mean 'human'?"),
        ("patience.silent", 'found "120%"'),
    ],
    "replay_behind_a_busy_bot": [
        ("handling.extra_replies_after_bot", "found 4; expected 0: work is recorded"),
        ("patience.after_bot", "found 0.5; expected 1: patience is recorded"),
    ],
    "replay_with_repeats": [
        ("run.history.days", "expected 0: replayed arrivals"),
        ("repeats.if_unresolved", "recorded contacts include their repeats"),
        ("errors.contact_again", "recorded contacts include their repeats"),
    ],
    "reserves": [
        ("surge.check", "found 7 s; expected at least"),
        ("surge.reserves.silent.trigger", "nothing that calls it"),
        ("surge.reserves.both.trigger", "several ways of calling it"),
        ("surge.reserves.clock.longest", "expected an end for what is called by clock or forecast"),
        ("surge.reserves.clock.trigger.dates.1", "found 2025-07-01; expected a day of the run"),
        ("surge.reserves.clock.calls_per_day", "once a day"),
        ("surge.reserves.sizeless.group", "required for the kind people"),
        ("surge.reserves.sizeless.size", "required for the kind people"),
        ("surge.reserves.swings.stand_down.queue_shorter_than", "found 7; expected at most 6"),
        ("surge.reserves.swings.supplier", "there is no such supplier; there is none"),
        ("surge.reserves.empty.stand_down", "expected queue_shorter_than or wait_shorter_than"),
        ("surge.reserves.empty.longest", "found 3600 s; expected at least stay, 7200 s"),
        ("surge.reserves.far.group", "did you mean 'pool'?"),
        ("surge.reserves.far.queues.0", "did you mean 'human'?"),
        ("surge.reserves.chats.group", "a list says nothing of further chats"),
        ("surge.reserves.chats.price.per_hour", "only people have it"),
        ("surge.reserves.closed.group", "it means nothing for the kind bot_only"),
        ("surge.reserves.dear.price.per_contact", "with roster [] and this reserve alone"),
    ],
    "shares_do_not_sum": [("intents", "sum to 1.1")],
    "shift_blocks": [
        ("groups.team.labour.premiums.overtime", "found 0.5; expected a number, from 1 to 10"),
        ("groups.team.labour.premiums.nights", "did you mean 'night_least'?"),
        ("groups.team.shifts.patterns.early.length", 'found "25 h"'),
        ("groups.team.shifts.patterns.early.breaks.0.after", "found nothing; required: a duration"),
        ("groups.team.shifts.patterns.early.days.0", "did you mean 'mon'?"),
        ("groups.team.shifts.cover.0.agents", "found 0; expected a whole number, from 1"),
        ("groups.team.shifts.lateness.mean", "found nothing; required: a duration"),
        ("calendar.holidays", 'found "US"; expected "CN"'),
        ("arrivals.special_days.0.on", 'found "black_friday"; expected one of "statutory_holiday"'),
    ],
    "shifts": [
        ("groups.team.shifts.patterns.early", "found no agents, where other patterns have them"),
        ("groups.team.shifts.patterns.early.start", "expected a multiple of staffing.interval (30 min)"),
        ("groups.team.shifts.patterns.early.breaks.0.length", "found 1200 s; expected a multiple"),
        ("groups.team.shifts.patterns.long.length", "4.5 h of them overtime; expected at most 3 h of it a day"),
        ("groups.team.shifts.patterns.lunch.breaks.0", "ends 10 h after the start; expected it within the 9 h"),
        ("groups.team.shifts.patterns.twice.days", "expected each day once"),
        ("groups.team.shifts.patterns.twice.breaks", "found breaks that overlap in turn 1"),
        ("groups.team.shifts.patterns.given.start", "found 24:00"),
        ("groups.team.shifts.cover.0.until", "expected another time than from"),
        ("groups.team.shifts.days_off", "found 0 after 7 days of work; expected at least one day off in seven"),
    ],
    "shifts_given": [
        ("groups.team.roster", "found a roster beside shifts; expected one of them"),
        ("groups.team.shifts.patterns", "found 43.5 h of overtime per agent and month; expected at most 36 h"),
        ("arrivals.special_days.0.on", 'found "statutory_holiday"; expected a calendar too'),
    ],
    "shifts_over_months": [("groups.team.shifts", "found shifts; expected null: runs over months")],
    "skill_nobody_has": [("intents.question.queue", "did you mean 'money'?")],
    "skills": [
        ("groups.team.secondary.money", '"money", a queue of its own; expected a queue that is not in serves'),
        ("groups.team.handling_factor.refnd", "did you mean 'refund'?"),
        ("groups.helpers.secondary.mony", "did you mean 'money'?"),
    ],
    "special_day_twice": [
        ("arrivals.profile", "a list of 7"),
        ("arrivals.special_days.0.intents.qestion", "did you mean 'question'?"),
        ("arrivals.special_days.0.spikes.0.decay", "at least 10 s"),
        ("arrivals.special_days.1.day", "2025-06-03 a second time; it is special day 0 already"),
        ("arrivals.special_days.1.after.intents", "did you mean 'refund'?"),
        ("arrivals.special_days.2.intents", "shares that are all 0"),
    ],
    "special_days": [
        ("arrivals.month", "exactly 12 of them"),
        ("arrivals.special_days.0", "give either date or day"),
        ("arrivals.special_days.1.spikes.0.peak", "from 1 to 1,000"),
        ("arrivals.special_days.2.factor", "found -1"),
        ("arrivals.special_days.2.after.days", "found nothing; required"),
    ],
    "syntax_error": [("file", "indented differently")],
    "tab_indentation": [("file", "a tab; indent with spaces")],
    "tag": [("handling.cv", "tags are not allowed")],
    "two_documents": [("file", "a second document")],
    "two_rates": [("arrivals", "exactly one of volume, rates and sinusoid (volume and rates stated")],
    "unknown_discipline": [
        ("routing", "did you mean 'longest_idle'?"),
        ("intents.question.priority_gain", "found -1"),
        ("groups.team.secondary.other", "found 60; expected a duration with its unit"),
    ],
    "unknown_key": [("handling.colour", "allowed here: hands_on_per_reply, customer_think")],
    "unknown_kind": [("arrivals.kind", "did you mean 'poisson'?")],
    "unknown_source": [("handling.cv.source", "did you mean 'guess'?")],
    "unreachable_gain": [("groups.team.assist.throughput_gain", "50.0% at 1 open chats")],
    "volume": [("arrivals.volume", "99,000,000 per day")],
    "workforce": [
        ("workforce.months", "found 0; expected a whole number, from 1 to 600"),
        ("workforce.leaving", '"any_time", "month_end"'),
        ("workforce.groups.team.headcount", "found -1"),
        ("workforce.groups.team.attrition.rate", 'such as "35%/yr"'),
        ("workforce.groups.team.attrition.wage_elasticity", "found 0.3; expected a number, from -5 to 0"),
        ("workforce.groups.team.hiring.target.1", "found -2"),
        ("workforce.groups.team.learning.start", "found 0.5; expected a number, from 1 to 20"),
    ],
    "workforce_early": [
        ("workforce.groups.team.attrition.early_leave", "nobody could leave later"),
        ("workforce.groups.team.attrition.occupancy", "an empty list"),
        ("workforce.groups.team.hiring.target", "an empty list"),
    ],
    "workforce_rules": [
        ("workforce.groups.teem", "did you mean 'team'?"),
        ("workforce.groups.team.tenure_months", "a team that some never leave is never settled"),
        ("workforce.groups.team.attrition.by_tenure", "expected a first step from 0 months"),
        ("workforce.groups.team.hiring.target", "expected the planned headcount"),
    ],
    "wrong_answers": [
        ("errors.human", 'found "120%"; expected a share'),
        ("errors.contact_agian", "did you mean 'contact_again'?"),
        ("errors.refund", "found 20; expected an amount of money"),
        ("errors.refund_share", 'found "50 CNY"; expected a share'),
    ],
    "wrong_currency": [
        ("groups.team.labour.wage", "in CNY"),
        ("groups.team.seat.software.low", "in CNY"),
    ],
    "wrong_period": [("groups.team.labour.wage", 'such as "12.5 CNY/month"')],
    "wrong_type": [
        ("handling", "found a list of 2; expected a mapping"),
        ("intents.question.complex", 'found "yes"; expected true or false'),
        ("groups.team.concurrency", "found 2.5"),
        ("groups.team.serves", 'found "human"; expected a list'),
    ],
    "wrong_unit": [("handling.customer_think", '"45 parsecs"')],
}
JARGON = ("Input should", "type=", "pydantic", "Traceback", "validation error", "Extra inputs", "ValueError", "[key]")


def test_every_broken_file_is_listed() -> None:
    unused = {path.stem for path in BROKEN.glob("*.yaml")} - set(MISTAKES) - {"sound", "circle_b"}
    assert not unused


def test_the_sound_file_is_valid() -> None:
    assert CliRunner().invoke(cli, ["validate", str(BROKEN / "sound.yaml")]).exit_code == 0


@pytest.mark.parametrize("name", MISTAKES)
def test_one_readable_line_per_mistake(name: str) -> None:
    result = CliRunner().invoke(cli, ["validate", str(BROKEN / f"{name}.yaml")])
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == len(MISTAKES[name]), result.stderr
    assert not [word for word in JARGON if word in result.stderr]
    for line, (path, words) in zip(lines, MISTAKES[name], strict=True):
        assert re.match(rf".*\.yaml:\d+:\d+: {re.escape(path)}[.0]*: found ", line), line
        assert words in line, line


@pytest.mark.parametrize("name", ["many_mistakes", "alias_bomb", "binary"])
def test_the_real_command_stops_with_2_and_no_traceback(name: str) -> None:
    command = [sys.executable, "-m", "ccsim.cli.main", "validate", str(BROKEN / f"{name}.yaml")]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == len(MISTAKES[name])
    assert "Traceback" not in result.stderr


def test_several_files_are_all_checked() -> None:
    files = [str(BROKEN / f"{name}.yaml") for name in ("bad_date", "sound", "tag")]
    result = CliRunner().invoke(cli, ["validate", *files])
    assert result.exit_code == 2
    assert "bad_date.yaml:2:14" in result.stderr
    assert "tag.yaml:2:16" in result.stderr
    assert "sound.yaml: valid" in result.stdout


@pytest.mark.parametrize("path", ["nowhere.yaml", "."])
def test_a_path_that_is_no_file_is_a_message(path: str) -> None:
    result = CliRunner().invoke(cli, ["validate", path])
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
