"""The trades of an account in foreign exchange, read as tables: day, close, equity, requirement of a contract, trades,
contracts, what decided.
"""

from math import isnan
from random import Random

import pytest

from strategies.fx.fx_book import FxBook, FxObservation, FxRules, FxState
from strategies.fx.rules.breakout import Breakout
from strategies.fx.rules.closes import Range, mean_move, range_before
from strategies.fx.rules.free_margin import FreeMargin
from strategies.fx.rules.stops import Stop
from strategies.fx.rules.trades import position_of

RULES = FxRules(Breakout(3, 2), FreeMargin(), spacing=0.5)
WARM_UP = [100.0, 101.0, 100.0, 101.0]


def play(table, rules=RULES, ratio=10.0):
    """Run the rows of a table from a warm-up on, every order filled at the next close, and give them back with what was
    found.
    """
    book, closes, found, held = FxBook(rules, 1000.0), list(WARM_UP), [], 0
    for line in (line for line in table.split("\n") if "|" in line):
        day, close, equity, requirement, *_ = (cell.strip() for cell in line.split("|"))
        closes.append(float(close))
        size = position_of(book.trades) - held
        if size:
            held += size
            book.filled(size, closes[-1], int(day))
        ranges = (range_before(closes, rules.way.entry_window), range_before(closes, rules.way.exit_window))
        observed = FxObservation(
            int(day), int(day) + 1, closes[-1], mean_move(closes, 3), *ranges, float(equity), float(requirement), held,
            ratio if held else float("inf"),
        )  # fmt: skip
        state, _ = book.evaluate(observed)
        found.append((day, close, equity, requirement, str(state.trades), str(state.target_contracts), state.binding))
    return found, book


def written(table):
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.split("\n") if "|" in line]


TABLES = {
    "three trades and no fourth, until the rate turns back": """
        10 | 102 | 1000000 | 4000 | 1 |  2 | breakout
        11 | 103 | 1000000 | 4000 | 1 |  2 |
        12 | 104 | 1000000 | 4000 | 2 |  4 | further
        13 | 105 | 1000000 | 4000 | 2 |  4 |
        14 | 106 | 1000000 | 4000 | 3 |  6 | further
        15 | 107 | 1000000 | 4000 | 3 |  6 |
        16 | 109 | 1000000 | 4000 | 3 |  6 |
        17 | 106 | 1000000 | 4000 | 0 |  0 | exit
        18 | 107 | 1000000 | 4000 | 0 |  0 |
    """,
    "dollars are sold below the range": """
        10 |  99 | 1000000 | 4000 | 1 | -1 | breakout
        11 |  97 | 1000000 | 4000 | 1 | -1 |
        12 | 100 | 1000000 | 4000 | 0 |  0 | exit
    """,
    "the same close ends one side and begins the other": """
        10 | 102 | 1000000 | 4000 | 1 |  2 | breakout
        11 | 102 | 1000000 | 4000 | 1 |  2 |
        12 |  98 | 1000000 | 4000 | 1 | -1 | breakout
        13 |  98 | 1000000 | 4000 | 1 | -1 |
    """,
    "a smaller account makes a trade smaller": """
        10 | 102 | 2000000 | 4000 | 1 |  5 | breakout
        11 | 102 | 2000000 | 4000 | 1 |  5 |
        12 | 102 | 1990000 | 4000 | 1 |  4 | allowed_loss
        13 | 102 |  990000 | 4000 | 1 |  2 | allowed_loss
    """,
    "a requirement that rises makes the position smaller, the last trade first": """
        10 | 102 | 1000000 |   4000 | 1 | 2 | breakout
        11 | 103 | 1000000 |   4000 | 1 | 2 |
        12 | 104 | 1000000 |   4000 | 2 | 4 | further
        13 | 104 | 1000000 | 120000 | 1 | 2 | free_margin
        14 | 105 | 1000000 | 170000 | 1 | 1 | free_margin
        15 | 106 | 1000000 | 400000 | 0 | 0 | free_margin
    """,
    "a trade is no larger than the free margin has room for": """
        10 | 102 | 1000000 | 300000 | 1 | 1 | breakout
        11 | 103 | 1000000 | 300000 | 1 | 1 |
        12 | 105 | 1000000 | 300000 | 1 | 1 |
    """,
}


@pytest.mark.parametrize("name", TABLES)
def test_the_trades_of(name):
    assert play(TABLES[name])[0] == written(TABLES[name])


def test_a_stop_closes_its_own_trade_and_leaves_the_others():
    rules = RULES._replace(stop=Stop(moves=0.6), way=Breakout(3, 3))
    found, book = play(
        """
        10 | 102 | 1000000 | 4000 |
        11 | 103 | 1000000 | 4000 |
        12 | 105 | 1000000 | 4000 |
        13 | 106 | 1000000 | 4000 |
        14 | 105 | 1000000 | 4000 |
        15 | 105 | 1000000 | 4000 |
        """,
        rules,
    )
    assert [row[-1] for row in found] == ["breakout", "", "further", "", "stop", "further"]
    assert [row[4] for row in found] == ["1", "1", "2", "2", "1", "2"]
    assert [(one.opened, one.closed, one.entry, one.price) for one in book.closed] == [(13, 15, 106.0, 105.0)]


def test_below_the_owners_stop_everything_is_closed_and_nothing_opened():
    table = """
        10 | 102 | 1000000 | 4000 | 1 | 2 | breakout
        11 | 103 | 1000000 | 4000 | 0 | 0 | voluntary_stop
        12 | 105 | 1000000 | 4000 | 0 | 0 |
    """
    assert play(table, ratio=1.4)[0] == written(table)


def test_an_evening_is_told_with_all_that_was_seen_and_ordered():
    # 0.5 % of 1,000,000 yen over a stop of 2 x 0.75 yen are 3 contracts of 1,000 dollars: 4,500 yen at their stop.
    book, ranges = FxBook(RULES, 1000.0), (Range(100.0, 101.0), Range(100.0, 101.0))
    seen = FxObservation(10, 11, 102.0, 0.75, *ranges, 1e6, 4000.0, 0, float("inf"))
    state, (ruling,) = book.evaluate(seen)
    assert state._replace(free_margin=0.0) == FxState(10, 102.0, 0.75, 0, 0.0, 83, 1, 3, 0.0045, "breakout")
    assert isnan(state.free_margin)
    assert ruling.code == ""
    book.filled(3, 102.0, 11)
    state, (ruling,) = book.evaluate(seen._replace(day=11, fill_day=12, close=101.5, held=3, margin_ratio=6.5))
    assert state == FxState(11, 101.5, 0.75, 3, 5.5, 83, 1, 3, 0.0045, "")
    assert ruling.code == ""
    state, _ = book.evaluate(seen._replace(day=12, fill_day=13, close=99.0, held=3, margin_ratio=6.5))
    assert state == FxState(12, 99.0, 0.75, 3, 5.5, 83, 1, -3, 0.0045, "breakout")
    assert state.trades == 1


def test_the_owners_stop_and_its_end_are_told():
    book, ranges = FxBook(RULES, 1000.0), (Range(100.0, 101.0), Range(100.0, 101.0))
    last, february = 30, 31  # 31 January and 1 February 1970
    seen = FxObservation(10, 11, 100.5, 1.0, *ranges, 1e6, 4000.0, 2, 1.4)
    state, (ruling,) = book.evaluate(seen)
    assert (state.trades, state.loss_at_stop) == (0, 0.0)
    assert (ruling.code, ruling.multiplier, ruling.numbers) == ("voluntary_stop", 0.0, {"ratio": 1.4, "level": 1.5})
    assert book.evaluate(seen._replace(day=11, fill_day=12, held=0))[1][0].code == ""
    end = seen._replace(day=last, fill_day=february, held=0, margin_ratio=float("inf"))
    assert book.evaluate(end)[1][0][:5:4] == (1.0, "voluntary_stop_lifted")


def test_what_was_never_filled_is_no_trade():
    book = FxBook(RULES, 1000.0)
    closes = [*WARM_UP, 102.0]
    ranges = (range_before(closes, 3), range_before(closes, 2))
    observed = FxObservation(10, 11, 102.0, 1.0, *ranges, 1e6, 4000.0, 0, float("inf"))
    assert book.evaluate(observed)[0].trades == 1
    assert book.evaluate(observed._replace(day=11, close=100.5))[0].trades == 0


@pytest.mark.parametrize("seed", range(40))
def test_the_three_conditions_hold_for_whatever_is_ordered(seed):
    random = Random(seed)  # noqa: S311  (a test, no secret)
    rules = RULES._replace(
        free_margin=FreeMargin(random.choice([0.005, 0.05]), random.choice([1, 3]), random.choice([0.5, 2.0]))
    )
    book, closes, equity, held = FxBook(rules, 1000.0), list(WARM_UP), 1_000_000.0, 0
    for day in range(10, 150):
        closes.append(closes[-1] * (1.0 + random.gauss(0.0, 0.01)))
        equity = max(equity * (1.0 + random.gauss(0.0, 0.02)), 1000.0)
        size = position_of(book.trades) - held
        if size:
            held += size
            book.filled(size, closes[-1], day)
        requirement = 1000.0 * closes[-1] * random.choice([0.04, 0.2])
        ranges = (range_before(closes, 3), range_before(closes, 2))
        ratio = equity / (abs(held) * requirement) if held else float("inf")
        observed = FxObservation(
            day, day + 1, closes[-1], mean_move(closes, 3), *ranges, equity, requirement, held, ratio
        )
        state, _ = book.evaluate(observed)
        allowed = rules.free_margin
        assert state.trades <= allowed.most_trades
        assert state.loss_at_stop <= allowed.allowed_loss * (1.0 + 1e-8)
        assert abs(state.target_contracts) * requirement * (1.0 + allowed.multiple) <= equity * (1.0 + 1e-8)


@pytest.mark.parametrize("ratio", [-2.0, 0.0])
def test_an_owners_stop_of_zero_never_closes(ratio):
    table = """
        10 | 102 | 1000000 | 4000 | 1 | 2 | breakout
        11 | 103 | 1000000 | 4000 | 1 | 2 |
    """
    assert play(table, RULES._replace(voluntary_stop=0.0), ratio)[0] == written(table)
