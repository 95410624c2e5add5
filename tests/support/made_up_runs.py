"""Runs whose outcomes are drawn by chance, in no time: what keeps, counts and tells them can be tested without any
account.
"""

from threading import Lock

import numpy as np

from data.market.embedded import embedded_market
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.path_runs import OUTCOME
from engine.survival.request import SurvivalTerms, request_of
from engine.survival.survive import survived

KINDS = ("blocks", "regimes")
SESSIONS, MONTHS = 504, 24


class MadeUpRuns:
    """An account is called, and then sold out, the more often the larger its overlay and the smaller its buffer."""

    kinds, sessions, months = KINDS, SESSIONS, MONTHS

    def __init__(self, configs, market, how, tell):
        self.risks = [one.overlay.ratio * (1.1 - one.cash.buffer) for one in configs]
        self.buffers = [one.cash.buffer for one in configs]
        self.seed = how.seed
        self.asked, self._lock = [], Lock()

    def run(self, name):
        with self._lock:
            self.asked.append(name)
        random = np.random.default_rng((self.seed, *name))
        luck, market = random.random(), 0.05 * random.standard_normal()
        records = np.concatenate(
            [self._record(one, luck, market, name) for one in zip(self.risks, self.buffers, strict=True)]
        )
        months = np.outer(records["wealth"], np.linspace(0.0, 1.0, MONTHS + 1)[1:]) + 1.0
        return records, months.astype(np.float32)

    def _record(self, plan, luck, market, name):
        risk, buffer = plan
        one = np.zeros(1, dtype=OUTCOME)
        for column in OUTCOME.names:
            if column.startswith("first_"):
                one[column] = -1
        called, sold = luck < 0.5 * risk, luck < 0.2 * risk**2
        if called:
            one["calls"], one["first_call"] = 2, int(luck * SESSIONS)
        if sold:
            one["forced_sales"] = one["loss_cuts"] = 1
            one["first_sale"] = int(luck * SESSIONS) + 1
        one["least_ratio"] = np.nan if risk == 0.0 else 1.5
        one["margin_factor"] = 1.0 + 0.01 * name.history
        one["fund"], one["wealth"], one["carry_given_up"] = 1.5, 1.5 + risk * market, 0.01 * buffer
        return one


PLAN = load_config(
    None,
    [
        "overlay.ratio=0.4",
        "cash.buffer=0.2",
        "overlay.max_total_exposure=2.2",
        "overlay.acknowledge_high_leverage=true",
    ],
)
SMALL = {"years": 2, "paths": 250, "histories": 30}


def answer(out, vary=(), threads=1, make=MadeUpRuns, tell=lambda _: None, **terms):
    """The result of a question about the plan, saved below `out`."""
    asked = request_of(PLAN, vary, SurvivalTerms(**{**SMALL, **terms}))
    return survived(asked, embedded_market(), out, listener_of(tell, threads=threads), make)


def contents(result):
    """The tables of a result by file: what of it does not tell of the moment."""
    return {path.relative_to(result.path).as_posix(): path.read_bytes() for path in result.path.rglob("*.parquet")}
