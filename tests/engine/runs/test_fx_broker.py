"""Accounts at brokers of foreign exchange by name, in runs: requirement, law, courses, commissions, calls, and shares
as margin.
"""

from datetime import date
from random import Random

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.base.errors import ConfigError
from data.contracts.fx_accounts import FxAccount, fx_account_names
from engine import backtest, load_config
from engine.account.profiles import NO_DEADLINE
from engine.assembly.broker_terms import broker_terms
from engine.sizing.fx_deal import fx_deal
from strategies.sizing.leverage import distance_to
from strategies.sizing.size import leverage_of
from tests.support.own_profile import profile_csv
from tests.support.seeds import seeds

FREE = [f"costs.{name}=0.0" for name in ("half_spread", "stress_half_spread")]
HELD = [*FREE, "fx.voluntary_stop=0", "account.liquidation_half_spread=0.0"]

pytestmark = pytest.mark.usefixtures("dollars_earn_what_bills_do")


@pytest.fixture(scope="module")
def at(small_market):
    """A run at a broker on rates made by hand, without interest or spreads."""

    def run(account, rates, *settings, start="2009-01-05", closes=None, **columns):
        still = np.zeros(len(rates))
        columns = {"usdjpy": rates, "bill_yield": still, "jpy_rate": still, "dividend_yield": still} | columns
        market = small_market(closes or [1000.0] * len(rates), start, **columns)
        return backtest(load_config(None, [*HELD, f"fx.account={account}", *settings], pattern="fx"), market)

    return run


def asked(run):
    """Requirement over value of what is held, by session; NaN where nothing is."""
    equity = run.table("equity")
    notional = to_array(equity["overlay_notional"])
    return to_array(equity["maintenance"]) / np.where(notional > 0.0, notional, np.nan)


def kinds(run):
    return run.table("events")["kind"].to_pylist()


def settings_of(leverage, *others):
    return [f"fx.leverage={leverage}", "fx.voluntary_stop=0", *others]


@pytest.mark.pages
def test_a_run_over_the_law_of_2010_and_2011_sees_both(whole_market):
    period = ["period.start=2009-01-05", "period.end=2012-06-29"]
    told = [*settings_of(1.5), *period, "fx.account=monex_fx"]
    run = backtest(load_config(None, told, pattern="fx"), whole_market)
    days, share = to_array(run.table("equity")["date"]), asked(run)
    before, between, after = (
        share[(days >= day_of(first)) & (days < day_of(end))]
        for first, end in (
            (date(2009, 1, 8), date(2010, 8, 1)),
            (date(2010, 8, 1), date(2011, 8, 1)),
            (date(2011, 8, 1), date(2013, 1, 1)),
        )
    )
    assert 0.09 < before.min() < before.max() < 0.13  # 100,000 yen for 10,000 dollars at 80 to 100 yen
    assert between == pytest.approx(0.02)
    assert after == pytest.approx(0.04)
    assert run.manifest["terms"]["requirement"]["later"]["2011-08-01"] == {"share": 0.04, "amount": 0.0}


def test_the_call_began_with_the_law():
    config = load_config(None, ["fx.account=monex_fx", "fx.leverage=2"], pattern="fx")
    terms = broker_terms(config, (day_of(date(2010, 7, 1)), day_of(date(2010, 12, 30))))
    assert terms.profile.grace == NO_DEADLINE
    assert [(iso(day), profile.grace) for day, profile in terms.later] == [("2010-08-01", 1)]


def test_the_deadline_of_an_account_holds_with_a_profile_of_ones_own_that_knows_no_hours(tmp_path):
    (tmp_path / "own.csv").write_text(profile_csv("jp_retail_fx", call_hour=None, deadline_hour=None))
    own = [f"account.profile_file={tmp_path / 'own.csv'}", "account.profile=mine"]
    config = load_config(None, [*own, "fx.account=money_partners", "fx.leverage=2"], pattern="fx")
    day = day_of(date(2020, 1, 6))
    profile = broker_terms(config, (day, day)).profile
    assert (profile.deadline_hour, profile.zone) == (18.0, "Asia/Tokyo")


def test_terms_of_later_days_are_noted_where_an_account_was_not_yet_there(at):
    run = at("gmo_click_neo", [100.0] * 3, "fx.leverage=2")
    assert any("gmo_click_neo" in str(one) for one in run.manifest["notes"])


@pytest.mark.parametrize(
    ("rate", "capital", "lots"),
    [(149.99, 100_000, 1), (149.99, 99_999, 0), (150.0, 149_999, 0), (150.0, 150_000, 1), (74.99, 50_000, 1)],
)
def test_monex_opens_fifteen_times_at_149_99_and_asks_more_from_150_on(at, rate, capital, lots):
    units = ["fx.contract=USDJPY10K", f"capital.initial={capital}", "costs.commission=0"]
    run = at("monex_fx_2007", [rate] * 3, *units, "fx.leverage=16")
    assert to_array(run.table("fills")["size"]).sum() == lots


def test_the_band_is_that_of_the_fixing_before(at):
    run = at("money_partners", [120.0, 120.0, 119.9, 119.9, 120.0, 120.0], "fx.leverage=1")
    lots = to_array(run.table("equity")["maintenance"])[1:] / 0.8  # 8 of 1,000 dollars
    assert lots.tolist() == [50_000.0, 50_000.0, 48_000.0, 48_000.0, 50_000.0]


@pytest.mark.parametrize(("course", "share"), [("1x", 1.0), ("3x", 0.33), ("5x", 0.2), ("10x", 0.1)])
def test_a_course_asks_its_share_and_opens_no_more(at, course, share):
    most = int(1.0 / share)
    run = at(f"sbi_fx_{course}", [100.0] * 3, "fx.leverage=1")
    assert asked(run)[-1] == pytest.approx(share)
    with pytest.raises(ConfigError, match="the most that a requirement of"):
        at(f"sbi_fx_{course}", [100.0] * 3, f"fx.leverage={most + 1}")


@pytest.mark.parametrize(
    ("account", "contract", "capital", "paid"),
    [
        ("monex_fx_2007", "USDJPY1K", 1_081_000, 900.0),
        ("monex_fx_2007", "USDJPY1K", 1_201_001, 500.0),
        ("monex_fx_2007", "USDJPY10K", 2_402_000, 1_000.0),
        ("monex_fxpro_2007", "USDJPY1K", 1_081_500, 1_080.0),
        ("gmo_click_neo", "USDJPY10K", 1_201_000, 0.0),
    ],
)
def test_commissions_are_those_of_the_account(at, account, contract, capital, paid):
    run = at(account, [120.0] * 3, f"fx.contract={contract}", f"capital.initial={capital}", "fx.leverage=1")
    assert to_array(run.table("fills")["commission"]).tolist() == pytest.approx([paid])
    own = at(account, [120.0] * 3, f"fx.contract={contract}", f"capital.initial={capital}", "fx.leverage=0.5",
             "costs.commission=7")  # fmt: skip
    assert to_array(own.table("fills")["commission"]) == pytest.approx(7.0 * to_array(own.table("fills")["size"]))


def test_a_level_of_the_loss_cut_is_one_that_the_account_offers(at):
    falls = [120.0, 120.0, 112.5, 112.5]
    cut = [at("monex_fx_2007", falls, "fx.contract=USDJPY10K", "capital.initial=100500", "fx.leverage=12",
              *level) for level in ((), ("fx.loss_cut_level=0.2",))]  # fmt: skip
    assert ["loss_cut" in kinds(run) for run in cut] == [True, False]
    with pytest.raises(ConfigError, match=r"0.6 is none that monex_fx_2007 lets its customers choose: 0.2 to 0.5"):
        at("monex_fx_2007", falls, "fx.loss_cut_level=0.6")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["fx.account=nobody"], "fx.account = 'nobody': should be one of monex_fx_2007"),
        (["fx.securities=0.5"], "set fx.account to one of money_partners"),
        (["fx.securities=0.5", "fx.account=gmo_click_neo"], "needs a broker that takes shares as margin"),
        (["fx.account=sbi_fx", "fx.requirement=0.1", "fx.requirement_yen=50000"], "are both set"),
    ],
)
def test_what_no_broker_has_is_refused(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        load_config(None, settings, pattern="fx")


@pytest.mark.parametrize("settings", [[], ["fx.requirement=0.05"], ["fx.requirement_yen=40000"], ["fx.securities=0.5"]])
def test_settings_of_a_run_are_read_back_as_they_were(settings):
    config = load_config(None, ["fx.account=sbi_fx", *settings], pattern="fx")
    again = type(config).model_validate(config.settings())
    assert (again.digest, again.fx) == (config.digest, config.fx)
    assert config.digest != load_config(None, [], pattern="fx").digest


def dealt_by_chance(seed):
    """An account, a rate, a side of leverage that it opens at its own level, and settings of a run with it."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    names = [name for name in fx_account_names() if not FxAccount.named(name).measured]
    name, rate = random.choice(names), round(random.uniform(80.0, 160.0), 3)
    account = FxAccount.carried(name, day_of(date(2020, 1, 6)))
    deal = fx_deal("USDJPY", rate, account)
    units = random.choice([10_000, 20_000, 50_000])
    paid = units * (account.commission.in_tier + account.commission.share * rate)
    capital = units * rate * deal.requirement.at(0.0) * random.uniform(1.05, 4.0) + paid
    return name, deal, units, capital, capital - paid


@pytest.mark.parametrize("batch", seeds(3))
def test_a_run_closes_where_the_calculator_says_on_random_accounts(batch, at):
    reached = 0
    for seed in range(10 * batch, 10 * batch + 10):
        name, deal, units, capital, left = dealt_by_chance(seed)
        leverage = leverage_of(units, deal.price, left)
        distance = distance_to(deal.account.loss_cut_level, leverage, deal.requirement)
        if distance >= 0.95:
            continue
        price, rates = deal.price_at(distance), [deal.price] * 2
        settings = [f"capital.initial={capital!r}", f"fx.leverage={leverage * 1.001!r}"]
        settings += ["fx.contract=USDJPY10K", "margin.test=intraday"]
        run = at(name, [*rates, price * 0.99, price * 0.99], *settings, start="2020-01-06")
        fills = run.table("fills")
        assert to_array(fills["size"]).tolist() == [units / 10_000, -units / 10_000], seed
        assert to_array(fills["price"])[1] == pytest.approx(price), seed
        reached += 1
    assert reached > 3


def test_pledged_shares_count_with_seventy_percent_of_what_they_were_worth_the_day_before(at):
    closes = [1000.0, 1000.0, 900.0, 800.0, 800.0]
    run = at("money_partners", [100.0] * 5, "fx.leverage=1", "fx.securities=0.6", closes=closes)
    equity = run.table("equity")
    assert to_array(equity["share_value"]).tolist() == pytest.approx([600e3, 600e3, 540e3, 480e3, 480e3])
    counted = to_array(equity["collateral"]) - to_array(equity["cash"])
    assert counted.tolist() == pytest.approx([420e3, 420e3, 420e3, 378e3, 336e3])
    assert to_array(equity["equity"])[-1] == pytest.approx(880e3)
    still = at("money_partners", [100.0] * 5, "fx.securities=0.6", "fx.securities_move=false", closes=closes)
    assert to_array(still.table("equity")["share_value"]).tolist() == [600e3] * 5


def test_shares_in_dollars_move_with_the_dollar_and_pay_dividends_in_yen(at):
    yields = np.full(4, 0.0365)
    run = at("au_kabucom_fx", [100.0, 100.0, 110.0, 110.0], "fx.securities=0.5", "fx.leverage=0.5",
             dividend_yield=yields)  # fmt: skip
    assert to_array(run.table("equity")["share_value"])[-1] == pytest.approx(550e3)
    paid = [row["amount"] for row in run.table("ledger").to_pylist() if row["category"] == "dividend"]
    assert paid == pytest.approx([50.0, 50.0, 55.0])


def test_a_fall_of_shares_brings_a_call_where_the_dollar_does_not_move(at):
    told = ("fx.leverage=12", "fx.securities=0.9", "fx.contract=USDJPY1K")
    closes = [1000.0, 1000.0, 600.0, 600.0, 600.0, 600.0]
    run = at("au_kabucom_fx", [100.0] * 6, *told, closes=closes)
    assert kinds(run) == ["margin_call", "deadline_missed", "liquidation"]
    assert "margin_call" not in kinds(at("au_kabucom_fx", [100.0] * 6, *told))


@pytest.mark.parametrize("account", ["monex_fx", "money_partners", "money_partners_corporate"])
def test_cutting_the_market_leaves_everything_before_unchanged(account, whole_market, market):
    told = [f"fx.account={account}", "fx.leverage=8", "fx.voluntary_stop=0", "fx.rebalance=monthly"]
    told += ["fx.securities=0.3"] if FxAccount.named(account).securities_haircut < 1.0 else []
    period = ["period.start=2016-01-04", "period.end=2018-12-28"]
    short, long = (backtest(load_config(None, [*told, *period[:1], *end], pattern="fx"), seen)
                   for seen, end in ((market, []), (whole_market, ["period.end=2019-12-31"])))  # fmt: skip
    same = len(short.table("equity"))
    for column in ("equity", "collateral", "maintenance"):
        assert (
            to_array(short.table("equity")[column]).tolist() == to_array(long.table("equity")[column])[:same].tolist()
        )
    assert iso(to_array(short.table("equity")["date"])[-1]) == "2018-12-31"


@pytest.mark.parametrize(("account", "hour"), [("monex_fx", 24.0), ("money_partners", 18.0), ("au_kabucom_fx", 15.0)])
def test_a_call_is_due_at_the_hour_of_the_account_before_the_next_close_in_new_york(account, hour):
    config = load_config(None, [f"fx.account={account}", "fx.leverage=2"], pattern="fx")
    profile = broker_terms(config, (day_of(date(2015, 1, 5)), day_of(date(2015, 3, 2)))).profile
    assert (profile.deadline_hour, profile.zone, profile.late) == (hour, "Asia/Tokyo", False)
    assert profile.reduction_counts == (account == "money_partners")
