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
        self.buffers = np.array([one.cash.buffer for one in configs])
        self.risks = np.array([one.overlay.ratio for one in configs]) * (1.1 - self.buffers)
        self.seed = how.seed
        self.asked, self._lock = [], Lock()
        self._blank = np.zeros(len(configs), dtype=OUTCOME)
        for column in OUTCOME.names:
            if column.startswith("first_"):
                self._blank[column] = -1
        self._blank["real_wealth"] = self._blank["real_fund"] = np.nan
        self.takes = np.array([12.0 * one.flows.withdraw / one.capital.initial for one in configs])

    def run(self, name):
        with self._lock:
            self.asked.append(name)
        random = np.random.default_rng((self.seed, *name))
        luck, market = random.random(), 0.05 * random.standard_normal()
        records = self._blank.copy()
        called, sold = luck < 0.5 * self.risks, luck < 0.2 * self.risks**2
        records["calls"] = np.where(called, 2, 0)
        records["first_call"] = np.where(called, int(luck * SESSIONS), -1)
        records["forced_sales"] = records["loss_cuts"] = sold
        records["first_sale"] = np.where(sold, int(luck * SESSIONS) + 1, -1)
        records["least_ratio"] = np.where(self.risks == 0.0, np.nan, 1.5)
        records["margin_factor"] = 1.0 + 0.01 * name.history
        records["fund"], records["wealth"], records["carry_given_up"] = (
            1.5,
            1.5 + self.risks * market,
            0.01 * self.buffers,
        )
        self._take(records, luck)
        months = np.outer(records["wealth"], np.linspace(0.0, 1.0, MONTHS + 1)[1:]) + 1.0
        return records, months.astype(np.float32)

    def _take(self, records, luck):
        """What is taken out is not there at the end; of a tenth a year or more some payment is missed half the time."""
        flowing = self.takes > 0.0
        missed = flowing & (luck < 5.0 * self.takes) & (self.takes >= 0.1)
        records["shorts"], records["first_short"] = 3 * missed, np.where(missed, 250, -1)
        records["real_wealth"] = np.where(flowing, records["wealth"] - 10.0 * self.takes * (1.0 - luck), np.nan)
        records["real_fund"] = np.where(flowing, records["fund"] - 10.0 * self.takes * luck, np.nan)


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


def answer(out, vary=(), threads=1, make=MadeUpRuns, tell=lambda _: None, executor=None, **terms):
    """The result of a question about the plan, saved below `out`."""
    asked = request_of(PLAN, vary, SurvivalTerms(**{**SMALL, **terms}))
    listener = listener_of(tell, threads=threads)._replace(executor=executor)
    return survived(asked, embedded_market(), out, listener, make)


def contents(result):
    """The tables of a result by file: what of it does not tell of the moment."""
    return {path.relative_to(result.path).as_posix(): path.read_bytes() for path in result.path.rglob("*.parquet")}
