"""Small accounts whose nearest disaster is found by trying everything, and by the search."""

from functools import cache
from itertools import product

import numpy as np

from data.market.embedded import embedded_market
from data.synthetic.regime_parameters import regime_parameters
from engine.account.profiles import AccountProfile
from engine.day.terms import CashPolicy
from engine.nearest.margin_answer import MarginAnswer
from engine.nearest.problem import Chances, Path, Problem
from engine.nearest.regimes import Days, RegimeModel
from engine.stress.account_state import AccountState, StressTerms

DAY = 15_707
PROFILES = ("jp_retail_futures", "retail_cash_margin", "us_fcm_tbill", "cme_ief2")
CHANCES = Chances(0.0, 0, 0.0)


@cache
def model():
    """That of the index of the market that comes with the program."""
    return RegimeModel(regime_parameters(embedded_market()))


def problem(
    buffer=0.1,
    *,
    sessions=1,
    profile="jp_retail_futures",
    chances=CHANCES,
    share=0.05,
    margin=None,
    band=0.0,
    ratio=0.2,
):
    """An account of a million: futures of 10,000 each, cash of initial margin and a buffer, the rest in the fund."""
    contracts = round(ratio * 100.0)
    notional = contracts * 10_000.0
    cash = min(notional * (1.1 * share + buffer), 9e5)
    terms = StressTerms(AccountProfile.named(profile, DAY), CashPolicy(buffer, buffer, band))
    fund = 1e6 - cash
    state = AccountState(cash, fund, contracts, 10_000.0, share, 1.1)
    answer = MarginAnswer(share, fixed=True) if margin is None else margin
    return Problem(state, terms, model(), answer, sessions, chances)


def hedged(buffer, *, sessions=1):
    """The same with 800,000 of the account's currency sold forward, settled every day."""
    one = problem(buffer, sessions=sessions)
    terms = one.terms._replace(hedge_margin=0.04, hedge_ratio=1.0)
    state = one.state
    return one.with_account(
        state._replace(hedge=8e5, cash=state.cash + 0.04 * 8e5, fund=state.fund - 0.04 * 8e5), terms
    )


def by_chance(seed):
    """One of many: a broker, a buffer, a ratio, one to three sessions, margin that moves or not, money that may be
    late.
    """
    generator = np.random.default_rng(seed)
    profile = PROFILES[generator.integers(len(PROFILES))]
    counts = profile in {"us_fcm_tbill", "cme_ief2"}
    share = float(generator.uniform(0.03, 0.09))
    return problem(
        float(generator.uniform(0.02, 0.35)),
        sessions=int(generator.integers(1, 4)),
        profile=profile,
        chances=Chances(float(generator.choice([0.0, 0.02, 0.2])), 2, float(generator.choice([0.0, 0.16]))),
        share=share,
        margin=MarginAnswer(share, fixed=bool(generator.integers(2))),
        band=float(generator.choice([0.0, 0.25])),
        ratio=float(generator.uniform(2.0, 6.0) if counts else generator.uniform(0.1, 1.0)),
    )


def by_brute_force(one, around=None):
    """The least unlikely of all paths of a grid on which the account is sold; of a fine one around a path, where that
    is given. Infinity where none is.
    """
    falls, raised, late = _axes(one, around)
    points = list(product(product(*falls), raised, late))
    returns = np.array([point[0] for point in points])
    besides = [one.besides(Path((), point[1], point[2])) for point in points]
    unlikely = one.log_likelihood(one.usual) - (one.model.log_density(Days(returns)) + np.array(besides))
    for place in np.argsort(unlikely, kind="stable").tolist():
        moves, more, delay = points[place]
        if one.sold(Path(moves, more, delay)):
            return float(unlikely[place])
    return float("inf")


def _axes(one, around):
    usual = one.usual.returns
    late = [k for k in range(one.chances.latest + 1) if k == 0 or one.chances.late > 0.0]
    if around is None:
        count = {1: 400, 2: 50, 3: 18}[one.sessions]
        grid = [
            value - fall for value, fall in zip(usual[:1] * count, np.linspace(0.0, 1.6, count) ** 1.3, strict=True)
        ]
        return [grid] * one.sessions, [0.0, 1.0] if one.chances.margin_error else [0.0], late
    whole = sum(abs(value) for value in around.returns)
    steps = np.linspace(-0.04, 0.04, 7) * whole
    return (
        [(value + steps).tolist() for value in around.returns],
        [around.raised + step for step in (-0.2, -0.1, 0.0, 0.1, 0.2)] if one.chances.margin_error else [0.0],
        late,
    )
