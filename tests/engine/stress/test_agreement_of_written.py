"""As `test_agreement`, of accounts that have written options beside their futures: quotes are what the stress functions
take an option to be worth.
"""

from collections import Counter
from random import Random

import pytest

from data.pricing.black76 import black76
from engine.account.costs import CostModel
from engine.stress.from_run import Known, state_on, stress_terms
from engine.stress.shocks import Shock
from engine.stress.walk import walk
from tests.support.option_play import NEXT_EXPIRY, series

pytestmark = pytest.mark.pages

ACCOUNTS, EVENING, CALM, CAPITAL, DAY, VOLATILITY = 60, 3, 8, 300_000.0, 15_707, 0.2
COSTS = CostModel(2.0, 0.125, 0.5, 1e9, 0.0, 0.5)


def some_profile(chance):
    return {
        "option_haircut": chance.choice([1.0, 1.0, 0.5]),
        "grace": chance.randint(0, 2),
        "closing_delay": chance.randint(0, 1),
        "recovery_counts": chance.random() < 0.5,
        "loss_cut_level": chance.choice([0.0, 0.0, 0.6]),
        "liquidation": chance.choice([0.0, 1.0, 4.0]),
        "negative_cash": chance.random() < 0.7,
        "liquidation_half_spread": 0.5,
    }


def some_options(chance):
    """Puts and calls by (right, strike): signed contracts."""
    kinds = [("P", 900.0), ("P", 950.0), ("P", 1000.0), ("C", 1050.0)]
    return {which: chance.choice([-8, -4, -2, 2, 4]) for which in chance.sample(kinds, chance.randint(1, 3))}


def open_all(options, futures):
    """Orders for all, what is bought first, so that it covers what is written."""

    def act(strategy, contract):
        for which, size in sorted(options.items(), key=lambda one: -one[1]):
            data = series(strategy, *which, NEXT_EXPIRY)
            if size > 0:
                strategy.buy(data=data, size=size)
            else:
                strategy.sell(data=data, size=-size, writes=True)
        if futures:
            strategy.buy(data=contract, size=futures)

    return act


class Life:
    """One account: drawn at random, run by the engine, and walked from an evening on."""

    def __init__(self, seed, quoted_market, market_table, play, script, option_terms):
        chance = Random(seed)  # noqa: S311  (tests draw accounts, not keys)
        self.shocks = [chance.uniform(-0.19, 0.03) for _ in range(chance.randint(1, 3))]
        closes = [1000.0] * (EVENING + 1)
        for move in [*self.shocks, *[0.0] * CALM]:
            closes.append(closes[-1] * (1.0 + move))
        days = market_table(closes)["date"].cast("int32").to_pylist()
        self.options, haircut, lag = some_options(chance), chance.choice([0.0, 0.1]), chance.randint(0, 2)
        elasticity = 1.0
        lines = [
            (session, price, price, *which, NEXT_EXPIRY)
            for session, close in enumerate(closes)
            for which in self.options
            for price in [self.price(which, close, NEXT_EXPIRY - days[session], elasticity)]
        ]
        full_size = [50.0 * close * 0.06 for close in closes]
        free = {"SPX_option": 0.0, "XSP_option": 0.0, "ES_option": 0.0}
        self.account = option_terms(
            costs=COSTS, capital=CAPITAL, haircut=haircut, lag=lag, rules=some_profile(chance), option_commissions=free
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("engine.day.session_inputs.margin_path", lambda *_, **_more: full_size)
            orders = {0: open_all(self.options, chance.choice([0, 1, 2, 4]))}
            market = quoted_market(closes, lines, usdjpy=[100.0] * len(closes))
            self.run = play(market, script, self.account, orders=orders)
        self.days, self.elasticity = days, elasticity

    @staticmethod
    def price(which, close, days, elasticity):
        right, strike = which
        return black76(close, strike, days / 365.0, VOLATILITY * (close / 1000.0) ** -elasticity, right)

    def told(self):
        """(sessions after the evening, kind) of what the engine ran into, the sale of bought options apart."""
        rows = self.run.tables["events"].to_pylist()
        places = {day: place for place, day in enumerate(self.run.column("equity", "date"))}
        found = []
        for row in rows:
            session = places[row["date"]] - EVENING
            if session > 0 and not (row["kind"] == "liquidation" and self.is_sale(row)):
                found.append((session, row["kind"]))
        return found

    @staticmethod
    def is_sale(row):
        return row["contract"].startswith("SPX") and '"size":-' in row["numbers"].replace(" ", "")

    def foretold(self):
        known = stress_terms(self.account, "ES", DAY)._replace(volatility_elasticity=self.elasticity)
        state = state_on(self.run.tables, EVENING, known, Known(1000.0, 100.0))
        between = [after - before for before, after in zip(self.days, self.days[1:], strict=False)][EVENING:]
        moves = [*self.shocks, *[0.0] * CALM]
        return state, walk(
            state, known, [Shock(move, 0.0, 1.0, days) for move, days in zip(moves, between, strict=True)]
        )


@pytest.fixture(scope="module")
def lives(quoted_market, market_table, play, script, option_terms):
    return [Life(seed, quoted_market, market_table, play, script, option_terms) for seed in range(ACCOUNTS)]


def test_the_engine_runs_into_what_the_stress_function_foretells(lives):
    seen, written = Counter(), 0
    for seed, life in enumerate(lives):
        state, outcome = life.foretold()
        assert (seed, list(outcome.events)) == (seed, life.told())
        assert outcome.equity == pytest.approx(life.run.column("equity", "equity")[-1], abs=1e-6 * CAPITAL), seed
        seen[outcome.kind] += 1
        written += any(one.size < 0 for one in state.options)
    assert written >= 30
    assert len(seen) >= 4
