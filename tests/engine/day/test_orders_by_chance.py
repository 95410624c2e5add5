"""Random orders on random bars: this account, the model by brute force, Backtrader's own broker."""

from collections import Counter
from datetime import date
from random import Random

import backtrader as bt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from data.market.embedded import embedded_market
from engine.results.records import RestingEnd, RestingRow
from strategies.events.purposes import Ending, Purpose
from tests.support.seeds import seeds
from tests.support.sparing import examples
from validation.order_backtrader import CAPITAL, backtraders_own, on_contracts, on_the_account
from validation.order_contracts import both_contracts
from validation.order_dialects import FREE
from validation.order_scripts import KINDS, Mix, Script, Sent, _bar, script, written
from validation.order_spreads import CALM, TERMS, spreads
from validation.order_tables import EQUAL, UNEXPLAINED, met, same
from validation.order_walk import Walk
from validation.orders import AS_FREE, beside

LIMIT = 0.0721
"""Of the E-mini from January to April 1998, a share of the close before."""
PLAIN = Mix(
    singles=[kind for kind in KINDS if kind not in {"stop_limit", "stop_trail_limit"}],
    parents=(), groups=False, ends=False,
)  # fmt: skip
"""Orders each by itself, until they are taken back, and none that becomes a limit within a bar."""
ANY_SEED = st.integers(0, 2**32 - 1)
STATUS = {"lapsed": "expired"}
"""What Backtrader calls the end of an order, by its code, where that is not `canceled`."""


def unlike(one, terms):
    """Orders that fill on the account otherwise than in the model: what both say of them."""
    assignments, model_terms = spreads(one, *terms)
    made, model = on_the_account(one, assignments).fills, Walk(one, model_terms).book.fills
    return {
        number: (made.get(number), model.get(number))
        for number in {*made, *model}
        if not same(made.get(number), model.get(number))
    }


def unlike_on_contracts(seed, terms):
    """The same of orders for two expiries of a future."""
    one, contracts = both_contracts(seed, terms[0])
    assignments, model_terms = spreads(one, *terms)
    made, model = on_contracts(one, contracts, assignments).fills, Walk(one, model_terms).book.fills
    return {
        number: (one.orders[number - 1], made.get(number), model.get(number))
        for number in {*made, *model}
        if not same(made.get(number), model.get(number))
    }


def rounded(number):
    return None if number is None else round(number, 6)


def ends_of(one, book):
    """Orders as the model has them: number, size, what filled, status, code."""
    for sent in one.orders:
        code = book.ended.get(sent.number)
        filled = sent.size if sent.number in book.fills else 0
        status = "completed" if filled else "waiting" if code is None else STATUS.get(code, "canceled")
        yield sent, filled, status, code or ""


def rows_of(one, terms):
    """Rows of the table of orders, of the account and as the model has them."""
    assignments, model_terms = spreads(one, *terms)
    rows = on_the_account(one, assignments).broker.desk.orders
    told = ends_of(one, Walk(one, model_terms).book)
    account = Counter((row.date, row.requested, row.filled, row.status, row.reason) for row in rows)
    return account, Counter((one.days[sent.session], sent.size, *end) for sent, *end in told)


def resting_rows_of(one, terms):
    """Rows of the table of orders that wait for a price, by number, of the account and as the model has them."""
    assignments, model_terms = spreads(one, *terms)
    rows = on_the_account(one, assignments).broker.desk.book.rows
    names = RestingRow._fields + RestingEnd._fields
    account = {
        row["number"]: (
            row["kind"], row["size"], row["sent"], row["parent"], row["status"], row["reason"],
            rounded(row["moment"]), rounded(row["at"]),
        )
        for row in (dict(zip(names, row, strict=True)) for row in rows)
    }  # fmt: skip
    book = Walk(one, model_terms).book
    model = {
        sent.number: (
            sent.kind, sent.size, one.days[sent.session], sent.parent or None, status, code,
            *(map(rounded, (book.fills[sent.number].moment, book.fills[sent.number].mid)) if filled else (None, None)),
        )
        for sent, filled, status, code in ends_of(one, book)
        if sent.kind != "market"
    }  # fmt: skip
    return account, model


@pytest.mark.parametrize("seed", seeds(16))
@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_orders_fill_as_the_model_says(seed, terms):
    assert unlike(script(seed), terms) == {}


@pytest.mark.parametrize("seed", seeds(8))
@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_orders_for_two_contracts_fill_on_the_path_of_their_index(seed, terms):
    assert unlike_on_contracts(seed, terms) == {}


def limited(seed):
    """Closes and bars of an index that is often at its price limit, and a script of orders on wilder bars around it."""
    dice = Random(seed)  # noqa: S311
    closes, bars = [1000.0], [(1000.0, 1000.0, 1000.0, 1000.0)]
    for _ in range(39):
        before = closes[-1]
        moves = [dice.choice((-LIMIT, LIMIT, 0.0, dice.uniform(-LIMIT, LIMIT))) for _ in range(4)]
        opened, close, *far = (before * (1.0 + move) for move in moves)
        bars.append((opened, max(opened, close, *far), min(opened, close, *far), close))
        closes.append(close)
    return closes, bars, dice


def unlike_at_the_limit(build, seed, terms):
    """Orders that fill otherwise than in the model where the market is locked now and then."""
    closes, bars, dice = limited(seed)
    opened, high, low, _ = zip(*bars, strict=True)
    market = build(closes, "1998-01-05", open=opened, high=high, low=low)
    one = written(seed, dice, market.days, [_bar(dice, close) for close in closes])
    assignments, model_terms = spreads(one, *terms)
    flat = [CALM] * len(closes)
    model_terms = model_terms._replace(within=flat, at_close=flat, of_index=bars, limit=LIMIT)
    made = on_the_account(one, assignments, market).fills
    model, free = (Walk(one, used).book.fills for used in (model_terms, model_terms._replace(of_index=())))
    other = {
        number: (one.orders[number - 1], made.get(number), model.get(number))
        for number in {*made, *model}
        if not same(made.get(number), model.get(number))
    }
    return other, model != free


@pytest.mark.parametrize("seed", seeds(8))
@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_where_the_market_is_locked_orders_fill_as_the_model_says(small_market, seed, terms):
    other, matters = unlike_at_the_limit(small_market, seed, terms)
    assert matters
    assert other == {}


@pytest.mark.parametrize("seed", seeds(8))
@pytest.mark.parametrize("terms", TERMS, ids=str)
def test_every_order_has_one_row_and_ends_as_the_model_says(seed, terms):
    account, model = rows_of(script(1000 + seed), terms)
    assert account == model


@pytest.mark.parametrize("seed", seeds(32))
def test_the_table_of_resting_orders_is_what_the_model_says(seed):
    account, model = resting_rows_of(script(1500 + seed), TERMS[seed % len(TERMS)])
    assert account == model


@pytest.mark.parametrize("seed", seeds(64))
def test_orders_fill_as_on_backtraders_broker_but_for_named_rules(seed):
    one = script(2000 + seed)
    verdicts = Counter(outcome.verdict for outcome in beside("backtrader", one, backtraders_own(one).fills))
    assert verdicts[UNEXPLAINED] == 0
    assert verdicts[EQUAL] > 0


@pytest.mark.parametrize("seed", seeds(32))
def test_plain_orders_fill_as_on_backtraders_broker_without_exception(seed):
    one = script(3000 + seed, PLAIN)
    verdicts = {outcome.verdict for outcome in beside("backtrader", one, backtraders_own(one).fills)}
    assert verdicts == {EQUAL}


@pytest.mark.parametrize("seed", seeds(32))
def test_plain_orders_gain_what_they_gain_on_backtraders_broker(seed):
    one = script(4000 + seed, PLAIN)
    rows = on_the_account(one, AS_FREE).broker.account.ledger.postings
    booked = zip(rows.amounts, rows.column("category"), strict=True)
    gained = sum(amount for amount, category in booked if category.startswith("futures_"))
    assert gained == pytest.approx(backtraders_own(one).broker.getvalue() - CAPITAL, abs=1e-3)


@pytest.mark.parametrize("how", [{"preload": False, "runonce": False}, {"exactbars": 1}], ids=str)
def test_however_backtrader_runs_orders_fill_as_the_model_says(monkeypatch, how):
    run = bt.Cerebro.run
    monkeypatch.setattr(bt.Cerebro, "run", lambda cerebro: run(cerebro, **how))
    assert unlike(script(5), ("open", "worst")) == {}


@pytest.mark.parametrize("seed", seeds(32))
@pytest.mark.parametrize("test", ["close", "intraday"])
def test_on_a_small_account_every_order_ends_once_and_for_a_reason(seed, test):
    one = script(5000 + seed)
    settings = [f"capital.initial={8e3 * (1 + seed % 4)}", f"margin.test={test}", *spreads(one, *TERMS[seed % 6])[0]]
    made = on_the_account(one, settings)
    desk, of_broker = made.broker.desk, {Purpose.LIQUIDATION.word, Purpose.EXPIRY.word}
    rows = [row for row in desk.orders if row.purpose not in of_broker]
    assert Counter((row.date, row.requested) for row in rows) == Counter(
        (one.days[sent.session], sent.size) for sent in one.orders
    )
    told = Counter(status.lower().replace("accepted", "waiting") for status in made.status.values())
    assert told == Counter(row.status for row in rows)
    assert {row.reason for row in rows} <= {code.value for code in Ending} | {""}
    refused = {"no_collateral", "void", "frozen"} & {row.reason for row in desk.orders}
    assert refused, "the account is too large to say anything"
    filled = sum(row.filled for row in desk.orders)
    assert filled == sum(int(position.size) for position in made.broker.positions.values())


def test_children_of_an_order_for_the_close_count_nothing_in_the_choice_of_a_path():
    assert unlike(script(49, Mix(ends=False)), ("open", "worst")) == {}


@pytest.mark.parametrize("seed", [6, 9, 12, 20])
def test_a_trail_whose_stop_was_touched_keeps_its_limit(seed):
    mix = Mix(singles=["stop_trail_limit"], parents=(), groups=False, ends=False)
    assert unlike(script(seed, mix), TERMS[seed % len(TERMS)]) == {}


@pytest.mark.pages
@settings(max_examples=examples(300))
@given(ANY_SEED, st.sampled_from(TERMS))
def test_any_strategy_on_any_market_fills_as_the_model_says(seed, terms):
    assert unlike(script(seed), terms) == {}


@pytest.mark.pages
@settings(max_examples=examples(300))
@given(ANY_SEED)
def test_any_strategy_on_any_market_fills_as_on_backtraders_broker_but_for_named_rules(seed):
    one = script(seed)
    assert not [
        other for other in beside("backtrader", one, backtraders_own(one).fills) if other.verdict == UNEXPLAINED
    ]


@pytest.mark.pages
@settings(max_examples=examples(100))
@given(ANY_SEED, st.sampled_from(TERMS))
def test_no_order_ends_without_fill_sentence_or_expiry(seed, terms):
    account, model = rows_of(script(seed), terms)
    assert account == model
    known = {one.value for one in Ending} | {""}
    assert {code for *_, code in account} <= known


@pytest.mark.pages
def test_what_is_compared_has_enough_of_everything():
    found = sum((met(one, Walk(one, FREE)) for one in map(script, range(40))), Counter())
    assert all(found[kind] >= 20 for kind in (*KINDS, "parent", "protects", "target", "oco", "gaps", "both")), found


@pytest.mark.parametrize("intrabar", ["worst", "high_first", "low_first"])
def test_a_protective_stop_in_2008_ends_flat_as_on_backtraders_broker(intrabar):
    market = embedded_market()
    first, last = (market.row_from(day_of(date(2008, month, 2))) for month in (9, 12))
    bars = list(zip(*(market.values(name)[first:last] for name in ("open", "high", "low", "close")), strict=True))
    stop = 0.95 * bars[0][3]
    orders = [Sent(1, 0, "market", 40), Sent(2, 0, "stop", -40, price=stop)]
    one = Script(0, market.days[first:last], bars, orders, ())
    account = on_the_account(
        one, ["capital.initial=1e6", "overlay.contract=MES", "execution.fill_at=open", f"execution.intrabar={intrabar}"]
    )
    plain = backtraders_own(one)
    assert [fill[0::2] for fill in account.fills.values()] == [fill[0::2] for fill in plain.fills.values()]
    assert not account.broker.positions
    _, paid, _ = account.fills[2]
    assert plain.fills[2][1] - paid in {0.125, 0.5}  # half a tick, or two ticks after an evening of stress
