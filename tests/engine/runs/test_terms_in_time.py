"""An account whose terms change while it runs."""

import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from engine import backtest, load_config
from engine.fast.prepare import prepare
from tests.support.own_profile import profile_csv

CHANGE = "2008-09-15"


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
