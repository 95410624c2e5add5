"""What each pattern does around evenings on which nobody is there, a roll that nobody makes, and prices that stand
still: each is held against the same run with everything in order.
"""

from functools import cache

import pytest

from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.audit.chapters import audit
from engine.fast.simulate import simulate
from engine.report.audit_words import told as spoken
from engine.words import words


@cache
def run(pattern, period, *settings):
    start, end = period.split(" ")
    return backtest(load_config(None, [f"period.start={start}", f"period.end={end}", *settings], pattern=pattern))


def told(result, *kinds):
    events = result.tables["events"]
    rows = zip(*(events[name].to_pylist() for name in ("date", "kind", "contract")), strict=True)
    return [(day.isoformat(), kind, contract) for day, kind, contract in rows if kind in kinds]


def fills(result, *purposes):
    table = result.tables["fills"]
    rows = zip(*(table[name].to_pylist() for name in ("date", "contract", "size", "purpose")), strict=True)
    return [(day.isoformat(), *rest) for day, *rest, purpose in rows if not purposes or purpose in purposes]


SPRING = "2018-02-20 2018-04-10"


def test_a_future_whose_roll_nobody_makes_expires_and_is_bought_anew_by_who_comes_back():
    away = run("A", SPRING, "absence.start=2018-03-01", "absence.sessions=15", "overlay.rebalance=quarterly")
    assert told(away, "absence_begins", "missed_roll", "absence_ends") == [
        ("2018-03-01", "absence_begins", ""), ("2018-03-16", "missed_roll", "MESH18"),
        ("2018-03-22", "absence_ends", ""),
    ]  # fmt: skip
    usual = run("A", SPRING, "overlay.rebalance=quarterly")
    assert [one[:2] for one in fills(usual, "roll")] == [("2018-03-08", "MESH18"), ("2018-03-08", "MESM18")]
    after = [one for one in fills(away) if one[0] > "2018-03-01"]
    assert [one[:2] for one in after[:2]] == [("2018-03-16", "MESH18"), ("2018-03-23", "MESM18")]
    assert [note for note in away.notes() if "nobody was at the desk: 15 (absences: 1)" in note]


def test_what_of_a_broken_line_falls_to_an_absence_is_told():
    away = run("A", SPRING, "absence.start=2018-03-01", "absence.sessions=15", "overlay.rebalance=quarterly")
    rolls = next(verdict for verdict in audit(away) if verdict.check == "rolls")
    assert (rolls.standing, rolls.sessions, rolls.shown["unattended"]) == ("not_kept", 6, 6.0)
    assert spoken(rolls, words("en")).endswith("; on 6 of them nobody was there")
    there = run("A", SPRING, "faults.missed_rolls=1.0", "overlay.rebalance=quarterly")
    assert "unattended" not in next(verdict for verdict in audit(there) if verdict.check == "rolls").shown


def test_a_fault_that_never_came_is_told_as_one_without_effect():
    quiet = run("A", SPRING, "absence.sessions=3", "absence.a_year=0.001", "faults.late=1e-9")
    assert [note.partition(" had")[0] for note in quiet.notes() if "nothing of the kind" in note] == [
        "absence.sessions", "faults.late"
    ]  # fmt: skip
    with pytest.raises(ConfigError, match=r"absence.start: 2019-03-01 is not within the run, 2018-02-20 to 2018-04-10"):
        run("A", SPRING, "absence.start=2019-03-01", "absence.sessions=2")


def test_a_future_that_nobody_rolls_is_held_to_its_end_by_who_is_there():
    settings = ("faults.missed_rolls=1.0", "overlay.rebalance=quarterly")
    missed = run("A", SPRING, *settings)
    assert told(missed, "roll", "missed_roll") == [("2018-03-16", "missed_roll", "MESH18")]
    after = [one[:2] for one in fills(missed) if one[0] > "2018-03-01"]
    assert after[:2] == [("2018-03-16", "MESH18"), ("2018-03-19", "MESM18")]


def test_whoever_comes_back_does_what_a_rule_asked_for_meanwhile():
    rough = "2018-01-16 2018-03-20"
    usual = run("A", rough, "overlay.rebalance=quarterly")
    (halved, *_) = told(usual, "halved")
    assert halved[0] == "2018-02-08"
    away = run("A", rough, "overlay.rebalance=quarterly", "absence.start=2018-02-05", "absence.sessions=6")
    assert told(away, "halved")[0] == halved, "the rule saw it, and nobody did it"
    reduced = next(one for one in fills(usual) if one[0] > halved[0])
    assert (reduced[0], reduced[2] < 0) == ("2018-02-09", True)
    late = next(one for one in fills(away) if one[0] > halved[0])
    assert (late[0], late[2]) == ("2018-02-14", reduced[2]), "the evening after six is that of the 13th"


@pytest.mark.pages
def test_insurance_that_ended_unseen_is_renewed_at_once_and_calls_wait_for_their_date():
    absence = ("absence.start=2018-03-12", "absence.sessions=8")
    insured = [one[:2] for one in fills(run("C", SPRING, *absence), "insurance") if one[0] > "2018-03-12"]
    assert insured[0][0] == "2018-03-23"
    assert insured[0][1].startswith("XSP180420P")
    calls = "trend.strength=none", "options.direction=by_trend", "trend.average_window=5", "halving.enabled=false"
    usual = [one[0] for one in fills(run("B", "2018-02-20 2018-05-01", *calls), "premium")]
    bought = [one[0] for one in fills(run("B", "2018-02-20 2018-05-01", *calls, *absence), "premium")]
    assert "2018-03-16" in usual
    assert bought == [day for day in usual if day != "2018-03-16"]


def test_a_cash_ratio_that_was_due_is_traded_by_who_comes_back():
    period, rule = "2018-01-16 2018-03-20", ("cash_trend.window=20", "cash_trend.enabled=true")
    usual, away = (
        run("cash", period, *rule),
        run("cash", period, *rule, "absence.start=2018-02-01", "absence.sessions=7"),
    )
    first = next(one for one in fills(usual) if one[0] > "2018-02-01")
    assert first[0] < "2018-02-13"
    assert min(day for day, *_ in fills(away) if day > "2018-02-01") == "2018-02-13"
    assert len(away.tables["cash_rules"]) == len(usual.tables["cash_rules"])


@pytest.mark.parametrize(
    ("pattern", "more"),
    [
        pytest.param("fx", ("fx.rebalance=monthly",), marks=pytest.mark.pages),
        pytest.param("fx_trades", (), marks=pytest.mark.pages),
    ],
)
def test_in_a_currency_nothing_is_sent_while_nobody_is_there(pattern, more):
    period, absence = "2016-10-03 2017-03-31", ("absence.start=2016-11-01", "absence.sessions=60")
    usual, away = run(pattern, period, *more), run(pattern, period, *more, *absence)
    quiet = {one[0] for one in fills(usual) if "2016-11-02" <= one[0] <= "2017-01-20"}
    assert quiet
    assert {one[0] for one in fills(away)} & quiet == set()


def volatilities(result):
    table = result.tables["targets"]
    return dict(zip(*(table[name].to_pylist() for name in ("date", "volatility")), strict=True))


def test_rules_see_the_prices_of_the_last_session_that_was_seen():
    rough = "2018-01-16 2018-03-20"
    stale = run("A", rough, "stale.start=2018-02-05", "stale.sessions=6")
    usual = run("A", rough)
    assert told(stale, "halved")[0][0] == "2018-02-13", "the first session that is seen again"
    seen, found = volatilities(usual), volatilities(stale)
    days = sorted(seen)
    place = next(row for row, day in enumerate(days) if day.isoformat() == "2018-02-05")
    assert {found[day] for day in days[place : place + 6]} == {seen[days[place - 1]]}
    assert found[days[place + 6]] == seen[days[place + 6]]


@pytest.mark.pages
def test_the_loop_tells_the_same_of_all_faults_together():
    settings = [
        "period.start=2018-01-16", "period.end=2018-04-10", "overlay.ratio=3.0", "overlay.max_total_exposure=5",
        "overlay.acknowledge_high_leverage=true", "account.profile=jp_retail_futures", "faults.late=0.5",
        "faults.late_sessions=2", "faults.missed_rolls=1.0", "faults.seed=3",
        *(f"{one}.{key}" for one in ("absence", "outage", "stale") for key in ("sessions=3", "a_year=20.0")),
    ]  # fmt: skip
    config = load_config(None, settings, pattern="C")
    assert simulate(config, compiled=False).equity == backtest(config).tables["equity"]["equity"].to_pylist()
