"""What each of the three drivers tells of the same accounts, as one hash each: `python -m validation.drivers_told`."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import product

from data.base.days import day_of
from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.account.profiles import AccountProfile
from engine.day.terms import CashPolicy
from engine.stress.account_state import AccountState, StressTerms
from engine.stress.of_run import plain, stress_test
from engine.stress.shocks import Shock
from engine.stress.walk import walk
from validation.accounts import ACCOUNTS
from validation.agreement_runs import case, event_engine, fast

RUNS = 120
"""Runs by chance, seeds from 0 on."""
DAY = 15_707
SHOCKS = (
    (Shock(-0.05), Shock(0.03)), (Shock(-0.12, 0.0, 1.5), Shock(-0.12, 0.0, 2.0), Shock(0.05)), (Shock(-0.34),),
    (Shock(-0.08), Shock(-0.08), Shock(-0.22), Shock(0.1)), (Shock(0.1), Shock(-0.3, -0.05), Shock(-0.05, 0.05)),
)  # fmt: skip
"""What is laid over accounts that are made up."""
STRESSED = {
    "A": ("overlay.ratio=0.3", "account.profile=jp_retail_futures"),
    "C": ("overlay.ratio=0.3", "investor.currency=JPY", "hedge.ratio=1.0"),
}
"""Runs of 2007 and 2008 whose accounts are put under stress: pattern, and what is set."""
PERIOD = "period.start=2007-01-03", "period.end=2008-10-31"


def told() -> dict[str, str]:
    """A hash for each driver, and the seeds of the runs that the two which run sessions tell differently."""
    runs = [(seed, case(seed)) for seed in range(RUNS)]
    engine = {seed: event_engine(*one)[1] for seed, one in runs}
    loop = {seed: fast(*one) for seed, one in runs}
    apart = [seed for seed in engine if repr(tuple(engine[seed])) != repr(tuple(loop[seed]))]
    return {
        "event engine": _hash(engine),
        "loop": _hash(loop),
        "stress test": _hash(list(stress_tests())),
        "walks": _hash(list(walks())),
        "apart": json.dumps(apart),
    }


def stress_tests() -> Iterator[object]:
    """Stress tests of runs, on the last session on which they held anything and on one before."""
    market = embedded_market()
    for pattern, assignments in STRESSED.items():
        run = backtest(load_config(None, (*PERIOD, *assignments), pattern=pattern), market)
        yield plain(stress_test(run, market))
        yield plain(stress_test(run, market, day_of(run.table("equity")["date"][200].as_py())))


def walks() -> Iterator[object]:
    """Shocks laid over accounts that are made up: nothing before the shock is computed."""
    accounts = (
        AccountState(71_000.0, 929_000.0, 40, 5_000.0, 0.05, 1.1),
        AccountState(-5_000.0, 605_000.0, 300, 5_000.0, 0.08, 1.1, ((1, 4_000.0),)),
        AccountState(260_000.0, 140_000.0, 500, 5_000.0, 0.06, 1.2, (), (), 250_000.0, rate=100.0),
    )
    policies = CashPolicy(0.1, 0.3, 0.5), CashPolicy(0.0, 0.0, 0.0)
    profiles = [AccountProfile.named(name, DAY) for name in ACCOUNTS]
    profiles += [replace(one, late=True, call_to_initial=True) for one in profiles]
    for profile, state, policy, path, delay in product(profiles, accounts, policies, SHOCKS, range(3)):
        margin, ratio = (0.04, 0.5) if state.hedge else (0.0, 0.0)
        terms = StressTerms(profile, policy, 60.0, hedge_margin=margin, hedge_ratio=ratio, price_limit=0.2)
        yield tuple(walk(state, terms, path, delay))


def _hash(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(told()))
