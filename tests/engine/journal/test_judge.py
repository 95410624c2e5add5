import random
from datetime import datetime

import pytest

from data.base.days import Day, date_of
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.day.given import GivenFill
from engine.journal.judge import Judgement, Ruling, Seen, judged, seen_in
from engine.journal.month import Month
from engine.journal.next_size import NextSize
from engine.journal.points import Point, Sight
from engine.journal.rehearsal import unlooked
from tests.support.papers import NOON, STOPPED, began, on

TOKYO = (
    "account.profile=sbi_futures", "overlay.ratio=1.5", "overlay.max_total_exposure=2.6",
    "overlay.acknowledge_high_leverage=true", "cash.buffer=0.04", "halving.enabled=false", "stops.monthly_loss=off",
)  # fmt: skip
UP = NextSize(2, 0.03, 150_000.0, 145_000.0, 1_000_000.0, 200, 10, 0.0)


def run_of(market, first, last, *settings, given=None):
    config = load_config(None, (f"period.start={first}", f"period.end={last}", *settings), pattern="A")
    return backtest(config, market, given=given or {})


def points(seen):
    return {one.question: one for one in seen.points}


@pytest.fixture(scope="module")
def spring(recent):
    return run_of(recent, "2020-02-03", "2020-03-31")


def fills_on(run, day):
    return [
        GivenFill(one["contract"], one["size"], one["price"], one["commission"])
        for one in run.table("fills").to_pylist()
        if str(one["date"]) == day
    ]


def test_a_month_in_which_all_was_done_as_ruled_is_no_accident(spring):
    seen = seen_in(spring, "2020-02")
    assert not seen.accident
    assert points(seen)["reductions"].standing == Sight.KEPT
    assert points(seen)["costs"].standing == Sight.CANNOT
    assert points(seen_in(spring, "2020-03"))["dates"].standing == Sight.KEPT


def test_a_halving_that_was_not_done_is_an_accident_and_ends_the_trial(recent, spring):
    halved = next(one for one in spring.table("events").to_pylist() if one["kind"] == "halved")["date"]
    after = recent.days[recent.row_from(on(str(halved)) + 1)]
    seen = seen_in(run_of(recent, "2020-02-03", "2020-03-31", given={after: ()}), "2020-02")
    found = judged(seen, UP, is_trial=True)
    assert points(seen)["reductions"].standing == Sight.ACCIDENT
    assert found.ruling == Ruling.STOP
    assert [one.key for one in found.reasons] == ["judge.because_reductions"]
    assert points(seen)["deviations"].standing == Sight.OFF


def test_a_roll_that_was_left_out_is_an_accident(recent, spring):
    rolled = next(one["date"] for one in spring.table("fills").to_pylist() if one["purpose"] == "roll")
    seen = seen_in(run_of(recent, "2020-02-03", "2020-03-31", given={on(str(rolled)): ()}), "2020-03")
    assert points(seen)["dates"].standing == Sight.ACCIDENT


def test_a_fill_beyond_the_limit_is_an_accident(recent):
    given = {on("2020-02-05"): [GivenFill("MESH20", 10, 3330.0)]}
    seen = seen_in(run_of(recent, "2020-02-03", "2020-02-28", given=given), "2020-02")
    assert points(seen)["exposure"].standing == Sight.ACCIDENT
    assert points(seen)["exposure"].ends


@pytest.mark.pages
def test_costs_of_own_fills_are_a_multiple_of_the_models(recent, spring):
    bought = fills_on(spring, "2020-02-04")
    for worse, standing in ((0.0, Sight.KEPT), (5.0, Sight.OFF)):
        given = {on("2020-02-04"): [one._replace(price=one.price + worse) for one in bought]}
        seen = seen_in(run_of(recent, "2020-02-03", "2020-02-28", given=given), "2020-02")
        told = points(seen)["costs"]
        assert told.standing == standing
        assert told.said[0].values["more"] == pytest.approx(worse * 5.0 * bought[0].size)
        assert points(seen)["deviations"].standing == Sight.KEPT
        assert (judged(seen, UP, is_trial=True).ruling == Ruling.AGAIN) or standing == Sight.KEPT


@pytest.mark.pages
def test_a_call_that_was_met_is_an_accident_but_no_end_and_a_forced_sale_is_one(recent):
    met = seen_in(run_of(recent, "2020-02-03", "2020-02-28", *TOKYO), "2020-02")
    assert points(met)["calls"].said[0].values["met"] == 1
    assert judged(met, UP, is_trial=True).ruling == Ruling.AGAIN
    forced = run_of(recent, "2020-02-03", "2020-03-31", *TOKYO, "stops.voluntary=false")
    month = next(str(one["date"])[:7] for one in forced.table("events").to_pylist() if one["kind"] == "liquidation")
    assert judged(seen_in(forced, month), UP, is_trial=True).ruling == Ruling.STOP


@pytest.mark.pages
def test_what_comes_after_a_month_changes_nothing_in_its_judgement(recent):
    rng = random.Random(98)  # noqa: S311
    for _ in range(3):
        settings = (
            f"overlay.ratio={rng.choice([0.02, 0.1, 0.2])}",
            f"overlay.rebalance={rng.choice(['daily', 'monthly'])}",
            f"account.profile={rng.choice(['us_fcm_tbill', 'sbi_futures'])}",
            f"stops.monthly_loss={rng.choice([0.01, 0.02])}",
        )
        month = rng.choice(["2019-10", "2020-02", "2020-03"])
        last = {"2019-10": "2019-10-31", "2020-02": "2020-02-28", "2020-03": "2020-03-31"}[month]
        short = run_of(recent, "2019-08-01", last, *settings)
        long = run_of(recent, "2019-08-01", "2020-05-29", *settings)
        assert seen_in(short, month) == seen_in(long, month)


def test_a_month_that_lost_money_and_had_no_accident_is_good_enough(spring):
    assert spring.table("equity")["equity"][-1].as_py() < spring.opening
    assert judged(seen_in(spring, "2020-03"), UP, is_trial=True).ruling == Ruling.STEP_UP


@pytest.mark.pages
def test_a_part_of_a_month_is_no_month(recent):
    seen = seen_in(run_of(recent, "2019-09-16", "2019-09-30"), "2019-09")
    found = judged(seen, UP, is_trial=True)
    assert (found.ruling, found.reasons[0].key) == (Ruling.AGAIN, "judge.short_month")
    running = seen_in(run_of(recent, "2019-09-03", "2019-09-27"), "2019-09")
    assert judged(running, UP, is_trial=True).reasons[0].key == "judge.short_month"


@pytest.mark.pages
def test_without_a_name_the_last_month_that_is_over_is_judged(recent):
    assert seen_in(run_of(recent, "2019-08-01", "2019-10-15")).month.name == "2019-09"
    assert seen_in(run_of(recent, "2019-08-01", "2019-10-31")).month.name == "2019-10"
    assert seen_in(run_of(recent, "2019-10-01", "2019-10-15")).month.name == "2019-10"


@pytest.mark.parametrize(("month", "said"), [("2020-13", "YYYY-MM"), ("March", "YYYY-MM"), ("2019-01", "no session")])
def test_a_month_that_is_none_is_refused_in_one_sentence(spring, month, said):
    with pytest.raises(ConfigError, match=said):
        seen_in(spring, month)


def test_a_plan_without_a_fund_is_not_judged(recent):
    config = load_config(None, ("period.start=2020-02-03", "period.end=2020-03-31"), pattern="cash")
    with pytest.raises(ConfigError, match="overlay audit"):
        seen_in(backtest(config, recent))


def test_a_strategy_of_ones_own_is_judged_by_what_the_account_knows(recent, tmp_path):
    file = tmp_path / "stopped.py"
    file.write_text(STOPPED)
    settings = (f'own.strategy="{file}:Stopped"', "period.start=2020-02-03", "period.end=2020-03-31")
    seen = seen_in(backtest(load_config(None, settings, pattern="own"), recent), "2020-03")
    assert points(seen)["reductions"].standing == Sight.CANNOT
    assert not seen.accident


MARCH = Month("2020-03", Day(18323), Day(18352), 22, over=True)


def seen_with(clean=1, unseen=(), **standings):
    told = tuple(
        Point(name, one, (), ends=name == "forced") for name, one in ({"held": Sight.KEPT} | standings).items()
    )
    return Seen(MARCH, told, clean, unseen)


@pytest.mark.parametrize(
    ("seen", "following", "ruling", "reason"),
    [
        (seen_with(reductions=Sight.KEPT), UP, Ruling.STEP_UP, "step_up"),
        (seen_with(forced=Sight.ACCIDENT), UP, Ruling.STOP, "because_forced"),
        (seen_with(0, calls=Sight.ACCIDENT), UP, Ruling.AGAIN, "because_calls"),
        (seen_with(0, costs=Sight.OFF), UP, Ruling.AGAIN, "because_costs"),
        (seen_with(1, ("reductions",), reductions=Sight.UNSEEN), UP, Ruling.AGAIN, "unseen_reductions"),
        (seen_with(3, ("reductions",), reductions=Sight.UNSEEN), UP, Ruling.STEP_UP, "step_up"),
        (seen_with(3, held=Sight.UNSEEN), UP, Ruling.AGAIN, "unseen_held"),
        (seen_with(costs=Sight.CANNOT), UP, Ruling.STEP_UP, "step_up"),
        (seen_with(), None, Ruling.AGAIN, "full_size"),
        (seen_with(), UP._replace(equity=100_000.0), Ruling.AGAIN, "not_borne"),
        (seen_with(), UP._replace(forced=0.011), Ruling.AGAIN, "sold"),
        (seen_with(), UP._replace(forced=None), Ruling.AGAIN, "no_figure"),
    ],
)
def test_what_follows_from_what_a_month_showed(seen, following, ruling, reason):
    found = judged(seen, following, is_trial=True)
    assert isinstance(found, Judgement)
    assert (found.ruling, [one.key for one in found.reasons]) == (ruling, [f"judge.{reason}"])


def at_noon(day):
    return datetime.combine(date_of(day), NOON.timetz())


@pytest.mark.pages
def test_evenings_on_which_nobody_looked_are_counted_by_the_time_of_their_record(recent, tmp_path):
    at = {"now": NOON}
    begin = recent.days[500]
    paper = began(tmp_path / "late", recent, str(date_of(begin)), clock=lambda: at["now"])
    assert unlooked(paper) is None

    def stepped(name, waits):
        at["now"] = at_noon(begin)
        one = began(tmp_path / name, recent, str(date_of(begin)), clock=lambda: at["now"])
        for row in range(500, 508):
            at["now"] = at_noon(recent.days[row])
            if row % waits == 0:
                one.step(recent, recent.days[row])
        return max((unlooked(one) or {"": 0}).values())

    assert stepped("daily", 1) == 0
    assert stepped("twice", 2) == 0
    assert stepped("seldom", 4) == 2
