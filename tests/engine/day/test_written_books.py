"""Books of options bought and written by chance: what they own, owe and are asked for, told again from their fills and
marks alone.
"""

from random import Random
from typing import NamedTuple

import pytest

from data.contracts.contracts import is_future, multiplier_of, option_contract
from engine.day.terms import CashPolicy
from tests.oracles import slow_written
from tests.support.option_play import EXPIRY, NEXT_EXPIRY, series

BOOKS, SESSIONS, CAPITAL = 30, 26, 160_000.0
MULTIPLIER, SHARE = {"SPX": 100.0, "XSP": 100.0}, {"SPX": 1.0, "XSP": 0.1}


def some_order(chance):
    """Buys, or sells and writes, some of a series; now and then within a limit on exposure."""
    root = chance.choice(["SPX", "XSP"])
    strike = chance.choice([90, 95, 100, 105]) * 10.0 * SHARE[root]
    which = chance.choice("PPPC"), strike, chance.choice([EXPIRY, NEXT_EXPIRY]), root
    size, limit = chance.randint(1, 4) * (1 if root == "SPX" else 5), chance.choice([{}, {}, {"exposure_limit": 1.3}])
    write = chance.random() < 0.5

    def act(strategy, _):
        if which[2] <= strategy.data.view.next_session:
            return
        order = strategy.sell if write else strategy.buy
        order(data=series(strategy, *which), size=size, **limit, **({"writes": True} if write else {}))

    return act


def close_all(strategy, _):
    for one, position in list(strategy.broker.positions.items()):
        order = strategy.sell if position.size > 0 else strategy.buy
        order(data=one, size=abs(position.size))


@pytest.fixture(scope="module")
def books(quoted_market, play, script, option_terms):
    """Runs of books by chance, and of the same books that are closed in the end."""

    def lived(seed):
        chance = Random(seed)  # noqa: S311  (tests draw books, not keys)
        closes = [1000.0]
        for _ in range(SESSIONS - 1):
            closes.append(
                closes[-1] * (1.0 + chance.choice([0.0, chance.gauss(0.0, 0.012), chance.uniform(-0.09, 0.02)]))
            )
        closes[-2:] = [closes[-3]] * 2
        rules = {
            "liquidation": chance.choice([0.0, 1.0, 4.0]), "grace": chance.randint(0, 2),
            "option_haircut": chance.choice([1.0, 1.0, 0.4]), "loss_cut_level": chance.choice([0.0, 0.7]),
        }  # fmt: skip
        cash = CashPolicy(0.1, 0.1, 0.2)
        of_fund, when = chance.choice([0.0, 0.0, 0.1, 1.0]), chance.choice(["close", "open"])
        test = chance.choice(["close", "intraday"])
        terms = option_terms(
            capital=CAPITAL, haircut=of_fund, lag=1, rules=rules, cash=cash, fill_at=when, margin_test=test
        )
        orders = {session: some_order(chance) for session in range(2, SESSIONS - 4) if chance.random() < 0.6}
        market = quoted_market(closes)
        return Book(play(market, script, terms, orders=orders), closes, of_fund, rules["option_haircut"])

    return [lived(seed) for seed in range(BOOKS)]


class Book(NamedTuple):
    """A run with its index and its haircuts."""

    run: object
    closes: list
    of_fund: float
    of_options: float


def rows_by_day(run, table):
    found = {}
    for row in run.tables[table].to_pylist():
        found.setdefault(row["date"], []).append(row)
    return found


def test_equity_is_what_was_paid_and_had_and_what_is_held_at_its_marks(books):
    for run, *_ in books:
        cash, fills, positions = CAPITAL, rows_by_day(run, "fills"), rows_by_day(run, "positions")
        for row in run.tables["equity"].to_pylist():
            for fill in fills.get(row["date"], []):
                cash -= fill["size"] * fill["price"] * multiplier_of(fill["contract"]) + fill["commission"]
            worth = [
                one["size"] * one["mark"] * multiplier_of(one["contract"]) for one in positions.get(row["date"], [])
            ]
            assert row["option_value"] == pytest.approx(sum(worth), abs=1e-6)
            assert row["equity"] == pytest.approx(cash + sum(worth), abs=1e-6)


@pytest.mark.pages
def test_margin_is_that_of_the_cheapest_pairing_on_every_evening(books):
    asked_sometimes = 0
    for run, closes, _, haircut in books:
        positions = rows_by_day(run, "positions")
        for close, row in zip(closes, run.tables["equity"].to_pylist(), strict=True):
            held = [
                (option_contract(one["contract"]), one["size"], one["mark"]) for one in positions.get(row["date"], [])
            ]
            book = [(one.spec.root, one.right, one.strike, one.expiry, size, mark) for one, size, mark in held]
            underlying = {root: close * share for root, share in SHARE.items()}
            asked = slow_written.asked(book, underlying, MULTIPLIER, 1.0 - haircut)
            alone = sum(
                -size * slow_written.alone(right, strike, underlying[root], mark) * 100.0
                for root, right, strike, _, size, mark in book
                if size < 0
            )
            assert row["maintenance"] == row["initial"] == pytest.approx(asked, abs=1e-6)
            assert 0.0 <= row["maintenance"] <= alone + 1e-6
            asked_sometimes += asked > 0.0
    assert asked_sometimes > 80


def test_collateral_is_money_and_bought_options_less_their_haircut(books):
    seen = 0
    for run, _, of_fund, haircut in books:
        positions = rows_by_day(run, "positions")
        for row in run.tables["equity"].to_pylist():
            if of_fund or row["in_transit"]:
                continue
            held = positions.get(row["date"], [])
            bought = sum(one["size"] * one["mark"] * multiplier_of(one["contract"]) for one in held if one["size"] > 0)
            money = row["cash"] + row["mmf"]
            assert row["collateral"] == pytest.approx(money + (1.0 - haircut) * bought, abs=1e-6)
            seen += any(one["size"] < 0 for one in held)
    assert seen > 30


def test_books_by_chance_meet_every_end(books):
    kinds = {kind for run, *_ in books for kind in run.column("events", "kind")}
    assert {"margin_call", "liquidation", "expiry"} <= kinds
    written = [row for run, *_ in books for row in run.tables["fills"].to_pylist() if row["size"] < 0]
    endings = {row["reason"] for run, *_ in books for row in run.tables["orders"].to_pylist() if not row["filled"]}
    assert len(written) > 50
    assert len(endings) >= 2
    assert not any(is_future(row["contract"]) for row in written)


@pytest.mark.parametrize("seed", range(3))
def test_closing_all_at_the_marks_leaves_equity_as_it_was(quoted_market, play, script, terms, seed):
    chance = Random(100 + seed)  # noqa: S311
    orders = {session: some_order(chance) for session in range(2, 8)}
    market = quoted_market([1000.0] * 12)
    free = terms(capital=CAPITAL, option_commissions={"SPX_option": 0.0, "XSP_option": 0.0, "ES_option": 0.0})
    held, closed = (play(market, script, free, orders=orders | last) for last in ({}, {9: close_all}))
    spread = sum(
        row["half_spread"] * abs(row["size"]) * multiplier_of(row["contract"])
        for row in closed.tables["fills"].to_pylist()[len(held.tables["fills"]) :]
    )
    assert closed.tables["positions"].to_pylist()[-1]["date"] < closed.column("equity", "date")[10]
    assert closed.column("equity", "option_value")[10] == pytest.approx(0.0, abs=1e-9)
    assert closed.column("equity", "maintenance")[10] == 0.0
    assert closed.column("equity", "equity")[10] == pytest.approx(held.column("equity", "equity")[10] - spread)
