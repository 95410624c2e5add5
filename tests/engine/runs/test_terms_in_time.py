"""An account whose terms change while it runs."""

import json

import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.fast.prepare import prepare
from engine.settings.run_config import parse_config
from tests.support.own_profile import profile_csv

CHANGE = "2008-09-15"
SHORT = ("period.start=2008-08-01", "period.end=2008-10-31")


@pytest.fixture(scope="module")
def runs(tmp_path_factory, market):
    """A run in which the fund becomes collateral on a day, and one in which it never does."""
    folder = tmp_path_factory.mktemp("profiles")
    text = profile_csv("jp_retail_futures")
    rows = "".join(
        f"mine.{field},{CHANGE},{value},{unit},own,test\n"
        for field, value, unit in (
            ("fund_haircut", 0.03, "share of fund value"), ("redemption_lag", 1, "sessions"),
            ("negative_cash", 1, "1 where variation margin may be owed overnight"),
        )
    )  # fmt: skip
    made = {}
    for name, content in (("changed", text + rows), ("same", text)):
        (folder / f"{name}.csv").write_text(content)
        config = load_config(None, [f"account.profile_file={folder / name}.csv", "period.start=2008-06-02",
            "period.end=2008-12-31"], pattern="A")  # fmt: skip
        made[name] = config, backtest(config, market)
    return made


def test_everything_before_the_day_is_as_if_nothing_were_to_change(runs):
    (_, changed), (_, same) = runs["changed"], runs["same"]
    ours, others = changed.frame("equity"), same.frame("equity")
    assert len(ours[ours.index < CHANGE]) > 60
    assert ours[ours.index < CHANGE].equals(others[others.index < CHANGE])
    assert not ours.equals(others)


def test_a_run_tells_which_terms_held_when(runs):
    _, changed = runs["changed"]
    (first, opened), (second, later) = changed.profiles
    assert (opened.fund_haircut, later.fund_haircut, later.redemption_lag) == (1.0, 0.03, 1)
    assert changed.profile_on(second - 1) == opened == changed.profile_on(first - 1)
    assert changed.profile_on(second) == later
    assert len(runs["same"][1].profiles) == 1


def test_collateral_is_what_the_terms_of_each_day_count(runs):
    _, changed = runs["changed"]
    days, equity, collateral = (to_array(changed.table("equity")[name]) for name in ("date", "equity", "collateral"))
    share, after = collateral / equity, days >= changed.profiles[1][0]
    assert share[after].min() > 0.95
    assert share[~after][2:].max() < 0.2


def test_the_fast_driver_says_that_it_does_not_know_terms_that_change(runs, market):
    config, _ = runs["changed"]
    with pytest.raises(ConfigError, match=r"its terms change on 2008-09-15; the fast driver does not do this"):
        prepare(config, market)
    assert prepare(runs["same"][0], market) is not None


@pytest.mark.pages
def test_the_fund_lies_with_a_broker_that_fails_where_it_is_margin_on_that_day(runs, market):
    config, _ = runs["changed"]
    settings = config.model_dump(exclude_defaults=True)
    withheld = {
        day: backtest(parse_config({**settings, "broker": {"fails_on": day}}), market)
        .frame("events").query("kind == 'broker_failed'")["numbers"].map(json.loads).iloc[0]
        for day in ("2008-09-10", "2008-10-01")
    }  # fmt: skip
    assert withheld["2008-09-10"]["amount"] < 0.3 * withheld["2008-09-10"]["outside"]
    assert withheld["2008-10-01"]["outside"] == 0.0


@pytest.mark.pages
def test_a_setting_that_comes_to_act_within_the_run_is_not_said_to_have_no_effect(runs, market):
    """The sleeve is wanted where the fund is margin: from the day of the change on."""
    notes = {}
    for name, (config, _) in runs.items():
        settings = config.model_dump(exclude_defaults=True)
        notes[name] = backtest(parse_config({**settings, "cash": {"sleeve": 0.1}}), market).notes()
    assert any("cash.sleeve" in one for one in notes["same"])
    assert not any("cash.sleeve" in one for one in notes["changed"])


@pytest.mark.pages
def test_terms_of_which_the_first_day_holds_are_named_with_the_day_of_their_change(tmp_path, market):
    row = f"mine.liquidation_half_spread,{CHANGE},5,index points,own,test\n"
    (tmp_path / "mine.csv").write_text(profile_csv("jp_retail_futures") + row)
    run = backtest(load_config(None, [f"account.profile_file={tmp_path}/mine.csv", *SHORT], pattern="A"), market)
    told = f"account.liquidation_half_spread changes on {CHANGE} by the terms of the account"
    assert any(one.startswith(told) for one in run.notes())
    fixed = ("account.liquidation_half_spread=1.0", f"account.profile_file={tmp_path}/mine.csv", *SHORT)
    assert not any(CHANGE in one for one in backtest(load_config(None, fixed, pattern="A"), market).notes())
