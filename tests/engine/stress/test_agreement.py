"""The stress functions and the engine tell the same story: the shock is made to happen on a market, and the full engine
runs it.

Contracts are whole in both, so nothing is left to rounding: events agree to the session, equity to 1e-9 of the capital.
"""

from collections import Counter
from dataclasses import asdict, replace
from random import Random

import pytest

from data.pricing.money_market import InterbankSpreads
from engine.account.costs import CostModel
from engine.account.hedge_terms import HedgeTerms
from engine.account.profiles import AccountProfile, profile_names
from engine.day.terms import CashPolicy
from engine.stress.account_state import KINDS
from engine.stress.from_run import Known, state_on, stress_terms
from engine.stress.shocks import Shock
from engine.stress.walk import walk

pytestmark = pytest.mark.pages

LIVES, EVENING, CALM, CAPITAL, DAY = 150, 6, 10, 1_000_000.0, 15_707
COSTS = CostModel(
    commission=2.0, half_spread=0.125, stress_half_spread=0.5, stress_vix=1e9, roll_half_spread=0.0,
    liquidation_half_spread=0.5
)  # fmt: skip


def some_profile(chance):
    """Half the time one of the facts, else one made up; without interest on cash."""
    free = {"debit_spread": 0.0, "credit_spread": 0.0, "liquidation_half_spread": 0.5}
    if chance.random() < 0.5:
        named = asdict(AccountProfile.named(chance.choice(profile_names()), DAY))
        return named | free | {"late": chance.random() < 0.5}
    return free | {
        "fund_haircut": chance.choice([0.0, 0.01, 0.3, 1.0]),
        "option_haircut": 1.0,
        "redemption_lag": chance.randint(0, 2),
        "grace": chance.randint(0, 2),
        "closing_delay": chance.randint(0, 2),
        "recovery_counts": chance.random() < 0.5,
        "loss_cut_level": chance.choice([0.0, 0.5, 0.9]),
        "liquidation": chance.choice([0.0, 1.0, 4.0]),
        "negative_cash": chance.random() < 0.5,
        "voluntary_stop_level": chance.choice([1.0, 1.5]),
        "margin_multiple": chance.choice([1.0, 1.4]),
        "reduction_counts": chance.random() < 0.5,
        "call_to_initial": chance.random() < 0.5,
        "late": chance.random() < 0.5,
    }


def some_shocks(chance):
    """One to three sessions, some of them beyond the price limit of a day."""
    return [
        (chance.uniform(-0.21, 0.02), chance.uniform(-0.08, 0.08), chance.uniform(0.8, 2.5))
        for _ in range(chance.randint(1, 3))
    ]


def some_hedge(chance):
    """Half the time none, else one without interest."""
    if chance.random() < 0.5:
        return None
    closing, margin = chance.choice([0.0, 0.025, 0.5]), chance.choice([0.02, 0.04, 0.1])
    return HedgeTerms(chance.uniform(0.1, 1.0), 0.0, 0.0, 0.0, margin, closing, InterbankSpreads(0.0, 0.0))


@pytest.fixture(scope="session")
def lived_through(small_market, play, script, terms):
    """A run of an account that bought futures and holds them through a shock that begins after the session
    `EVENING`.
    """

    def run(shocks, contracts, share, **changes):
        index, currency, margins = [1000.0] * (EVENING + 1), [100.0] * (EVENING + 1), [share] * (EVENING + 1)
        for move, rate, margin in [*shocks, *[(0.0, 0.0, shocks[-1][2])] * CALM]:
            index.append(index[-1] * (1.0 + move))
            currency.append(currency[-1] * (1.0 + rate))
            margins.append(share * margin)
        none = [0.0] * len(index)
        market = small_market(index, usdjpy=currency, bill_yield=none, dividend_yield=none)
        full_size = [50.0 * close * margin for close, margin in zip(index, margins, strict=True)]
        account = terms(costs=COSTS, capital=CAPITAL, **changes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("engine.day.session_inputs.margin_path", lambda *_, **_more: full_size)
            orders = {0: lambda strategy, contract: strategy.buy(data=contract, size=contracts)}
            return play(market, script, account, orders=orders if contracts else {}), account

    return run


class Life:
    """One account: drawn at random, run by the engine, and walked from an evening on."""

    def __init__(self, lived_through, seed):
        chance = Random(seed)  # noqa: S311  (tests draw accounts, not keys)
        rules, self.shocks, share = some_profile(chance), some_shocks(chance), chance.uniform(0.03, 0.15)
        kept = ([0.0, 0.1, 0.3], [0.0, 0.2, 0.4], [0.0, 0.5, 1.0], [0.02, 0.05, 0.1])
        policy = CashPolicy(*(chance.choice(row) for row in kept))
        unit = 50_000.0 * (1.1 * share * rules["margin_multiple"] + policy.buffer)
        counted = CAPITAL * (1.0 - rules["fund_haircut"] % 1.0)
        self.delay, self.lag, hedge = chance.randint(0, 3), rules["redemption_lag"], some_hedge(chance)
        alone = hedge is not None and chance.random() < 0.3
        contracts = 0 if alone else max(int(chance.uniform(0.2, 0.9) * counted / unit), 1)
        others = {name: value for name, value in rules.items() if name not in {"fund_haircut", "redemption_lag"}}
        late = {"haircut": rules["fund_haircut"], "lag": self.lag + self.delay, "rules": others}
        self.run, self.account = lived_through(self.shocks, contracts, share, cash=policy, hedge=hedge, **late)

    @property
    def held(self):
        """Whether it held futures in the evening before the shock (not every order finds its money in time), or a hedge
        alone.
        """
        return self.run.column("equity", "maintenance")[EVENING] > 0.0

    @property
    def closed_the_hedge(self):
        """Whether the broker closed the currency hedge."""
        told = zip(self.run.column("events", "kind"), self.run.column("events", "contract"), strict=True)
        return ("liquidation", "USDJPY") in told

    def told(self, evening=EVENING):
        """(sessions after an evening, kind) of what the engine ran into."""
        days = self.run.column("equity", "date")
        kinds = zip(self.run.column("events", "date"), self.run.column("events", "kind"), strict=True)
        told = [(days.index(day) - evening, kind) for day, kind in kinds if kind != "hedge"]
        return [one for one in told if one[0] > 0]

    def foretold(self, evening=EVENING):
        """What the stress function says of the account as it stood on an evening."""
        known = stress_terms(self.account, "ES", DAY)
        state = state_on(self.run.tables, evening, known, Known(1000.0, 100.0))
        ordered = tuple((due - self.delay, amount) for due, amount in state.in_transit)
        prompt = known._replace(profile=replace(known.profile, redemption_lag=self.lag))
        began = self.shocks[evening - EVENING - 1][2] if evening > EVENING else 1.0
        path = [Shock(index, rate, margin / began) for index, rate, margin in self.shocks[evening - EVENING :]]
        return walk(state._replace(in_transit=ordered), prompt, path, self.delay)


@pytest.fixture(scope="module")
def lives(lived_through):
    return [Life(lived_through, seed) for seed in range(LIVES)]


def test_the_engine_runs_into_what_the_stress_function_foretells(lives):
    seen, closed = Counter(), 0
    for seed, life in enumerate(lives):
        outcome = life.foretold()
        closed += life.closed_the_hedge
        assert (seed, list(outcome.events)) == (seed, life.told())
        assert outcome.equity == pytest.approx(life.run.column("equity", "equity")[-1], abs=1e-9 * CAPITAL), seed
        seen[outcome.kind] += life.held
    assert seen.total() >= 60
    assert closed >= 10
    assert min((seen[kind], kind) for kind in KINDS) >= (5, "")


def test_an_account_that_was_called_the_evening_before_is_followed_from_there(lives):
    called = 0
    for seed, life in enumerate(lives):
        calls = [session for session, kind in life.told() if kind == "margin_call" and session < len(life.shocks)]
        if calls:
            called += 1
            evening = EVENING + calls[0]
            assert (seed, list(life.foretold(evening).events)) == (seed, life.told(evening))
    assert called >= 8


def test_an_account_whose_deadline_passed_behind_the_fills_of_an_evening_is_followed_from_there(lives):
    missed = 0
    for seed, life in enumerate(lives):
        late = [session for session, kind in life.told() if kind == "deadline_missed" and life.account.profile.late]
        if late and late[0] < len(life.shocks):
            missed += 1
            evening = EVENING + late[0]
            assert (seed, list(life.foretold(evening).events)) == (seed, life.told(evening))
    assert missed >= 3


@pytest.mark.parametrize("seed", [412, 811])
def test_an_account_that_was_warned_before_the_shock_is_not_warned_again(lived_through, seed):
    life = Life(lived_through, seed)
    assert list(life.foretold().events) == life.told()
