"""The FX margin account against its slow, independent re-derivation, on random settings and rates."""

from random import Random

import numpy as np
import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from tests.oracles.slow_fx_account import SlowFx
from tests.oracles.slow_market import seen_of
from tests.support.seeds import seeds

SESSIONS = 130
KINDS = {"margin_call", "call_met", "deadline_missed", "loss_cut", "liquidation", "ruin"}


def random_case(seed):
    """Settings for the config and for the oracle, and the columns of a market."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    leverage, lot = random.choice([1.0, 3.0, 7.5, 12.0, 16.0, 20.0, 25.0]), random.choice([1_000, 10_000])
    share, amount = random.choice([(0.04, None), (0.04, None), (0.02, None), (0.05, None), (None, 40_000.0)])
    if share:
        leverage = min(leverage, 1.0 / share)
    opening = 1.0 / (leverage * share) if share else 2.0
    settings = {
        "capital": random.choice([300_000.0, 1_000_000.0, 25_000_000.0]), "leverage": leverage, "lot": lot,
        "share": share, "amount": amount,
        "level": random.choice([0.2, 0.3, 0.5, 1.0]), "stop": random.choice([0.0, 1.2, 1.5]) if opening > 1.5 else 0.0,
        "rebalance": random.choice(["never", "daily", "monthly", "quarterly"]),
        "received": random.choice([0.35, 0.97, 1.0]), "paid": 1.05, "deadline": random.choice([1, None]),
        "intraday": random.random() < 0.5, "commission": random.choice([0.0, 50.0]), "half_spread": 0.001,
        "stress_half_spread": 0.025,
        "stress_vix": 40.0, "liquidation_half_spread": 0.025,
        "account": None, "band": 0.0, "tier": 0.0, "in_tier": 0.0, "commission_share": 0.0,
    }  # fmt: skip
    settings |= of_a_broker(random, lot) if random.random() < 0.3 else {}
    calm = random.choice([0.002, 0.006, 0.015])
    moves = [
        random.gauss(0.0, calm) + (random.gauss(0.0, 0.06) if random.random() < 0.03 else 0.0) for _ in range(SESSIONS)
    ]
    columns = {
        "usdjpy": (random.uniform(80.0, 150.0) * np.exp(np.cumsum(moves))).tolist(),
        "bill_yield": [random.choice([0.0, 0.001, 0.05]) for _ in range(SESSIONS)],
        "jpy_rate": [random.choice([-0.001, 0.0, 0.005]) for _ in range(SESSIONS)],
        "vix": [random.choice([15.0, 30.0, 55.0]) for _ in range(SESSIONS)],
    }
    return settings, columns


def of_a_broker(random, lot):
    """Terms of one by name, as its page has them, in place of what was drawn."""
    name = random.choice(["money_partners", "monex_fx_2007", "monex_fxpro_2007"])
    thousands = lot / 1_000
    terms = {
        "money_partners": {"amount": 2_000.0, "band": 5.0, "commission": 0.0, "deadline": 1, "level": 0.4},
        "monex_fx_2007": {
            "amount": 50_000.0, "band": 75.0, "commission": (100 if lot < 10_000 else 50) * thousands,
            "tier": 10_000.0, "in_tier": 50.0 * thousands, "deadline": None, "level": 0.5,
        },
        "monex_fxpro_2007": {
            "share": 0.05, "amount": None, "commission": 0.0, "commission_share": 0.001, "deadline": None, "level": 0.5,
        },
    }  # fmt: skip
    return {"account": name, "leverage": random.choice([1.0, 3.0, 7.5, 12.0]), "stop": 0.0, **terms[name]}


def assignments(settings):
    if settings["account"]:
        return [f"fx.account={settings['account']}", *of_all(settings)]
    asked = f"fx.requirement={settings['share']}" if settings["share"] else f"fx.requirement_yen={settings['amount']}"
    profile = "jp_retail_fx" if settings["deadline"] else "jp_retail_fx_2007"
    others = [f"account.profile={profile}", f"fx.loss_cut_level={settings['level']}"]
    return [asked, *others, f"costs.commission={settings['commission']}", *of_all(settings)]


def of_all(settings):
    return [
        f"capital.initial={settings['capital']}",
        f"fx.leverage={settings['leverage']}",
        f"fx.contract=USDJPY{settings['lot'] // 1000}K",
        f"fx.voluntary_stop={settings['stop']}",
        f"fx.rebalance={settings['rebalance']}",
        f"fx.pass_through={settings['received']}",
        f"margin.test={'intraday' if settings['intraday'] else 'close'}",
    ]


def slow_account(seed, small_market):
    """Settings, the market, and what the oracle says of them."""
    settings, columns = random_case(seed)
    market = small_market([1000.0] * SESSIONS, "2011-03-01", **columns)
    return settings, market, SlowFx(settings, seen_of(market, columns)).run()


@pytest.mark.parametrize("batch", seeds(10))
def test_a_slow_account_agrees_on_random_settings(batch, small_market):
    for seed in range(10 * batch, 10 * batch + 10):
        settings, market, slow = slow_account(seed, small_market)
        run = backtest(load_config(None, assignments(settings), pattern="fx"), market)
        equity, capital = run.table("equity"), settings["capital"]
        for name, place in (("cash", 0), ("maintenance", 1)):
            found, expected = to_array(equity[name]), [row[place] for row in slow.rows]
            assert found == pytest.approx(expected, abs=1e-9 * capital, rel=1e-9), (seed, name)
        assert to_array(equity["equity"]) == pytest.approx(to_array(equity["cash"]), rel=1e-12)
        sums = run.frame("attribution").groupby("category")["amount"].sum().to_dict()
        expected = {name: value for name, value in slow.sums.items() if value}
        assert sums == pytest.approx(expected, abs=1e-9 * capital), seed
        fills = run.table("fills")
        told = zip(to_array(fills["date"]), to_array(fills["size"]), fills["reason"].to_pylist(), strict=True)
        assert list(told) == [(day, size, why) for day, size, _, why in slow.fills], seed
        assert to_array(fills["price"]) == pytest.approx([price for _, _, price, _ in slow.fills], abs=1e-9)
        events = run.table("events")
        dated = zip(to_array(events["date"]), events["kind"].to_pylist(), strict=True)
        assert [one for one in dated if one[1] in KINDS] == slow.events, seed


@pytest.mark.pages
def test_the_random_settings_reach_every_fate(small_market):
    fates = KINDS | {"entry", "rebalance", "rule"}
    for seed in range(100):
        _, _, slow = slow_account(seed, small_market)
        fates = fates - {kind for _, kind in slow.events} - {why for *_, why in slow.fills}
        if not fates:
            break
    assert fates == set()
