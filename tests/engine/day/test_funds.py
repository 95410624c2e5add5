"""What funds of bills earn, held against funds that buy every bill one by one."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.fund.funds import BillFund, bill_fund, fund_kinds, fund_path, one_month_spread
from data.market.market import Market
from engine import backtest
from engine.assembly.core_terms import chosen_fund
from engine.settings.run_config import load_config
from tests.oracles.slow_fund import SlowFund
from tests.support.seeds import seeds


@pytest.fixture
def random_market(small_market):
    def build(seed, sessions=250):
        rng = np.random.default_rng(seed)
        bills = np.abs(0.03 + 0.004 * rng.standard_normal(sessions).cumsum()) - 0.005
        shorter = np.where(rng.random(sessions) < 0.2, np.nan, bills + 0.003 * rng.standard_normal(sessions))
        return small_market([1000.0] * sessions, bill_yield=bills, bill_yield_1m=shorter)

    return build


@pytest.mark.parametrize("kind", fund_kinds())
@pytest.mark.parametrize("seed", seeds(5))
@pytest.mark.parametrize("age", [None, 0.0, 1.0, 12.5, 60.0])
def test_a_fund_is_what_its_bills_are(random_market, kind, seed, age):
    market = random_market(seed)
    chosen = {"kind": kind} | ({} if age is None else {"mean_age": age})
    fund = bill_fund(kind)._replace(**({} if age is None else {"mean_age": age}))
    slow, path = SlowFund(market, chosen), fund_path(market, fund)
    assert path.price == pytest.approx(slow.price, abs=1e-11)
    assert [path.income[row] - path.expense[row] for row in range(1, len(market))] == pytest.approx(
        [slow.net(row) for row in range(1, len(market))], abs=1e-12
    )


@pytest.mark.parametrize("kind", fund_kinds())
def test_a_fund_of_a_shorter_market_earns_the_same(random_market, kind):
    market = random_market(1)
    whole, part = fund_path(market, bill_fund(kind)), fund_path(market.until(market.days[120]), bill_fund(kind))
    assert part == tuple(column[:121] for column in whole)


@pytest.mark.parametrize("marked", [False, True])
def test_only_market_prices_look_at_the_yields_of_today(small_market, marked):
    fund = BillFund(mean_age=30.0, marked=marked)
    quiet, jumps = (small_market([1000.0] * 3, bill_yield=[0.02, 0.02, last]) for last in (0.02, 0.04))
    paths = [fund_path(market, fund) for market in (quiet, jumps)]
    assert (paths[0].price == paths[1].price) is not marked
    assert (paths[0].income, paths[0].expense) == (paths[1].income, paths[1].expense)


def test_at_cost_a_manager_who_waives_never_lets_the_holder_lose(random_market):
    for seed in range(3):
        path = fund_path(random_market(seed), BillFund(((0, 0.01),), 20.0))
        assert min(np.subtract(path.income, path.expense)) >= -1e-15


def test_fees_are_those_of_the_day(whole_market):
    fund = bill_fund("SGOV")
    path = fund_path(whole_market, fund)
    at = [path.expense[whole_market.row_from(day + 1) + 1] for day, _ in fund.expenses]
    assert at == [ratio for _, ratio in fund.expenses]
    assert path.expense[1] == fund.expenses[0][1]


def test_one_month_bills_yield_what_three_months_do_until_they_are_known_and_keep_their_distance_after(small_market):
    market = small_market(
        [1000.0] * 4, bill_yield=[0.02, 0.02, 0.02, 0.03], bill_yield_1m=[np.nan, 0.01, 0.015, np.nan]
    )
    assert one_month_spread(market) == pytest.approx([0.0, -0.01, -0.005, -0.005])


def test_settings_override_the_terms_of_the_fund():
    chosen = load_config(None, ["fund.kind=BIL", "fund.expense_ratio=0.001", "fund.mean_age=10.0", "fund.waiver=true"])
    assert chosen_fund(chosen) == BillFund(((0, 0.001),), 10.0, marked=True, waives=True, holding="etf")
    assert chosen_fund(load_config()) == bill_fund("mmf")


def test_a_run_tells_the_terms_of_its_fund(whole_market):
    first, last = (whole_market.row_from(day_of(date(2023, month, 1))) for month in (1, 12))
    year = Market(whole_market.table.slice(first, last - first), index=whole_market.index)
    told = backtest(load_config(None, ["fund.kind=SGOV"], pattern="core"), year).manifest["terms"]["fund"]
    assert told == {
        "expense_ratios": {"2023-01-03": 0.0005, "2023-07-01": 0.0007}, "mean_age": 45.0, "marked": True,
        "waives": False,
    }  # fmt: skip
    assert bill_fund("SGOV").told(0, 1)["expense_ratios"] == {"1970-01-01": 0.0003}


def test_a_fund_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(ConfigError, match=r"unknown fund 'QQQ'; known: deposit, mmf, prime, bills, BIL, SGOV"):
        load_config(None, ["fund.kind=QQQ"])
    with pytest.raises(ConfigError, match=r"unknown fund 'BILL'; did you mean bills\?"):
        load_config(None, ["fund.kind=BILL"])
