"""What options earned and cost by cause: sums to the ledger on every session, and is what bumps say."""

from collections import defaultdict

import pyarrow.compute as pc
import pytest

from engine import backtest, load_config
from engine.account.ledger import LedgerError
from engine.analysis.option_sums import PARTS, option_sums
from engine.evening.why_money import money_on
from engine.report.option_table import option_title
from engine.results.identities import check_options
from engine.results.option_schema import OPTION_PARTS
from engine.runs.option_attribution import TABLE
from engine.words import words
from strategies.events.purposes import Purpose
from tests.oracles.slow_option_gains import furthest_off
from tests.support.option_play import CALL, LAST, both, buy, futures, put, sell
from validation.option_bumps import CAUSES, TOLERANCE, compared

YEARS = ["period.start=2006-01-03", "period.end=2007-12-31"]
PLANS = {
    "B": ("B", []),
    "B sold before expiry": ("B", ["options.sessions_before=5", "trend.strength=none", "options.direction=by_trend"]),
    "C": ("C", []),
    "C at the open": ("C", ["execution.fill_at=open", "period.start=2007-06-01", "period.end=2008-12-31"]),
}


@pytest.fixture(scope="module", params=PLANS, ids=str)
def run(request, market):
    pattern, settings = PLANS[request.param]
    return backtest(load_config(None, [*YEARS, *settings], pattern=pattern), market)


def booked(run):
    """Account currency by session: all postings that options have."""
    found, codes = defaultdict(float), set(run.table(TABLE)["contract"].to_pylist())
    for row in run.table("ledger").to_pylist():
        if row["contract"] in codes:
            found[row["date"]] += row["amount"]
    return found


def test_on_every_session_the_parts_sum_to_what_the_ledger_has_of_options(run):
    sums, equity = defaultdict(float), {row["date"]: row["equity"] for row in run.table("equity").to_pylist()}
    for row in run.table(TABLE).to_pylist():
        assert row["total"] == pytest.approx(sum(row[name] for name in OPTION_PARTS), abs=1e-9 * equity[row["date"]])
        sums[row["date"]] += row["total"]
    in_ledger = booked(run)
    assert len(in_ledger) > 100
    for day, amount in in_ledger.items():
        assert sums[day] == pytest.approx(amount, abs=1e-9 * equity[day])


def test_random_sessions_are_what_bumps_of_the_price_say(run, market):
    found = list(compared(run.tables, market, 12, 30))
    assert {cause for cause, _ in found} == set(CAUSES)
    assert max(off for _, off in found) < TOLERANCE


def test_every_session_is_what_a_derivation_from_the_saved_tables_says(run, market):
    off, rows = furthest_off(run.tables, market, run.config)
    assert rows == run.table(TABLE).num_rows > 100
    assert set(PARTS) < set(off)
    assert max(off.pop(name) for name in ("delta", "gamma")) < 1e-8
    assert max(off.values()) < 1e-14


def test_what_became_of_the_premium_and_the_causes_sum_to_one_gain(run):
    (sums,) = option_sums(run.tables)
    assert tuple(sums.parts) == PARTS == OPTION_PARTS
    assert sum(sums.ways.values()) == pytest.approx(sums.gain.amount, abs=1e-6)
    assert sum(part.a_year for part in sums.parts.values()) == pytest.approx(sums.gain.a_year, abs=1e-12)
    assert sums.realised_less_paid.amount == sums.parts["gamma"].amount + sums.parts["theta"].amount
    assert sums.ways["paid_time"] < 0.0 < sums.ways["back_intrinsic"]
    assert abs(sums.parts["other"].amount) < 1e-3


def test_volatility_paid_is_that_of_the_marks_and_that_realised_goes_with_what_movement_brought(run):
    before, came, paid, worth, held = {}, 0.0, 0.0, 0.0, set()
    for row in run.table(TABLE).to_pylist():
        if volatility := before.get(row["contract"]):
            came, paid, worth = came + row["gamma"], paid - row["theta"], worth - row["theta"] / volatility**2
            held.add(volatility)
        before[row["contract"]] = row["volatility"]
    (sums,) = option_sums(run.tables)
    assert sums.volatilities == pytest.approx(((paid / worth) ** 0.5, (came / worth) ** 0.5))
    assert min(held) < sums.volatilities.paid < max(held)


def test_where_movement_and_time_are_of_one_sign_there_is_no_volatility_to_tell(run):
    table = run.table(TABLE)
    turned = table.set_column(table.column_names.index("gamma"), "gamma", pc.negate(table["gamma"]))
    (sums,) = option_sums({**run.tables, TABLE: turned})
    assert sums.volatilities is None


def test_a_part_that_does_not_belong_to_it_is_refused(run):
    table = run.table(TABLE)
    place = table.column_names.index("total")
    wrong = [amount + (0.5 if row == 40 else 0.0) for row, amount in enumerate(table["total"].to_pylist())]
    with pytest.raises(LedgerError, match="gain of options, their postings differ"):
        check_options(table.set_column(place, "total", [wrong]), run.tables)


def test_a_run_without_options_has_no_such_table(market):
    tables = backtest(
        load_config(None, ["period.start=2008-01-02", "period.end=2008-01-31"], pattern="A"), market
    ).tables
    assert TABLE not in tables
    assert option_sums(tables) == []


def test_a_quote_that_moves_while_the_index_stands_is_volatility(quoted_market, play, script, option_terms):
    lines = [(1, 9.0, 11.0), (2, 13.0, 15.0)]
    run = play(quoted_market([1000.0] * 16, lines), script, option_terms(), orders={0: buy(1)})
    second = run.tables[TABLE].to_pylist()[1]
    assert second["vega"] + second["theta"] == pytest.approx(400.0)
    assert second["vega"] > 400.0
    assert second["other"] == pytest.approx(0.0, abs=1e-6)


def test_a_quote_below_any_price_is_told_apart_as_other(quoted_market, play, script, option_terms):
    lines = [(1, 50.0, 50.0), (2, 50.0, 50.0), (3, 60.0, 60.0)]
    run = play(quoted_market([1050.0] * 16, lines), script, option_terms(), orders={0: buy(1)})
    bought, second, third = run.tables[TABLE].to_pylist()[:3]
    assert (bought["premium"], bought["premium_intrinsic"], bought["spread"]) == (-5000.0, -5000.0, 0.0)
    assert second["other"] != 0.0
    assert third["total"] == pytest.approx(1000.0)


def test_what_is_bought_and_sold_tells_premium_intrinsic_value_and_settlement(
    quoted_market, play, script, option_terms
):
    orders = {0: both(buy(2), put(1)), 4: sell(1), 6: futures(1)}
    market = quoted_market([1000.0 + 3.0 * session for session in range(16)])
    run = play(market, script, option_terms(), orders=orders)
    rows = [row for row in run.tables[TABLE].to_pylist() if row["contract"] == CALL]
    first, last = rows[0], rows[-1]
    assert first["premium_intrinsic"] == pytest.approx(-2 * 100.0 * 3.0)
    assert first["premium"] < first["premium_intrinsic"]
    assert len(rows) == LAST
    settled = 100.0 * 3.0 * LAST
    assert (last["payoff"], last["payoff_intrinsic"], last["size"], last["volatility"]) == (settled, settled, 0, None)
    assert sum(row["total"] for row in rows) == pytest.approx(
        sum(row[name] for row in rows for name in ("premium", "payoff", "spread", "commission"))
    )


@pytest.mark.parametrize("later", [{2: both(sell(2), buy(3))}, {2: sell(2), 5: buy(3)}], ids=["at once", "later"])
def test_a_series_is_told_by_what_each_holding_of_it_was_for(later, quoted_market, play, script, option_terms):
    orders = {0: buy(2, {"purpose": Purpose.INSURANCE}), **later}
    run = play(quoted_market([1000.0, 1007.0] * 8), script, option_terms(), orders=orders)
    told, in_ledger = defaultdict(float), defaultdict(float)
    for row in run.tables[TABLE].to_pylist():
        told[row["held_for"]] += row["total"] - row["spread"] - row["commission"]
    for row in run.tables["ledger"].to_pylist():
        if row["contract"] == CALL and row["category"] not in {"spread", "commission"}:
            in_ledger[row["category"].split("_")[0]] += row["amount"]
    assert set(told) == {"insurance", "option"}
    assert told == pytest.approx(in_ledger)


@pytest.mark.pages
@pytest.mark.parametrize("settings", [[], ["investor.currency=JPY"]], ids=["in dollars", "in yen"])
def test_options_beside_a_core_in_yen_are_told_in_the_money_of_the_account(settings, market):
    period = ["period.start=2007-10-01", "period.end=2007-12-31"]
    plain = backtest(load_config(None, period, pattern="C"), market)
    in_yen = backtest(load_config(None, [*period, "fund.currency=JPY", *settings], pattern="C"), market)
    by_contract = ("theta", "value", "commission")
    one, other = (run.table(TABLE).to_pylist()[3] for run in (plain, in_yen))
    assert [one[name] / one["size"] for name in by_contract] == pytest.approx(
        [other[name] / other["size"] for name in by_contract]
    )
    assert option_title(option_sums(in_yen.tables)[0], "C", in_yen, words("en")).endswith("(USD)")


def test_why_tells_what_moved_each_option_of_a_day(run):
    days = run.table("equity")["date"].to_pylist()
    held = next(row for row in run.table(TABLE).to_pylist() if row["size"] and not row["premium"])
    (told,) = [one for one in money_on(run, days.index(held["date"])) if one.code == "option_moved"]
    parts = [told.values[name] for name in ("delta", "realised", "vega", "rest", "costs")]
    assert told.values["total"] == held["total"] == pytest.approx(sum(parts), abs=1e-6)
