"""Random settings and rates of an account in foreign exchange, for the slow derivations of its trades."""

import numpy as np

OF_STAGES = (
    "stop_by", "stop_window", "stop_floor", "attack_loss", "attack_trades", "attack_win_rate", "attack_payoff",
    "attack_drawdown",
)  # fmt: skip
"""Names of the settings of the stop and of the second stage of risk."""


def random_trades(random):
    """Settings of [fx_trades]."""
    entry = random.randint(5, 20)
    return {
        "entry_window": entry,
        "exit_window": random.randint(2, min(10, entry)),
        "short": random.random() < 0.8,
        "move_window": random.randint(2, 10),
        "stop": random.choice([0.5, 1.0, 2.0, 4.0]),
        "spacing": random.choice([0.0, 0.25, 0.5, 1.0]),
        "allowed_loss": random.choice([0.005, 0.01, 0.03, 0.1]),
        "most_trades": random.choice([1, 2, 3, 3, 5]),
        "free_margin": random.choice([0.0, 0.3, 1.0, 2.0, 2.0, 4.0]),
    }


def random_settings(random):
    trades = random_trades(random)
    share, amount = random.choice(
        [(0.04, None), (0.1, None), (0.2, None), (0.3, None), (None, 40_000.0), (None, 200_000.0)]
    )
    stops = [0.0] + [stop for stop in (1.2, 1.5, 2.5) if stop < 1.0 + trades["free_margin"]]
    return trades | {
        "capital": random.choice([300_000.0, 1_000_000.0, 25_000_000.0, 500_000_000.0]),
        "lot": random.choice([1_000, 1_000, 10_000]),
        "share": share, "amount": amount, "level": random.choice([0.2, 0.5, 1.0]),
        "voluntary_stop": random.choice(stops),
        "received": random.choice([0.35, 0.97, 1.0]), "paid": 1.05, "commission": random.choice([0.0, 50.0]),
        "half_spread": 0.001,
        "stress_half_spread": 0.025, "stress_vix": 40.0, "liquidation_half_spread": 0.025,
    }  # fmt: skip


def random_market(random):
    """Columns of a market: trends that turn, and in some of them jumps."""
    sessions, calm = random.randint(130, 250), random.choice([0.002, 0.006, 0.012])
    jumps, drift, moves = random.choice([0.0, 0.02, 0.05]), 0.0, []
    for _ in range(sessions):
        if random.random() < 0.05:
            drift = random.gauss(0.0, calm)
        jump = random.gauss(0.0, 0.05) if random.random() < jumps else 0.0
        moves.append(random.gauss(drift, calm) + jump)
    bills = random.choice([(0.0, 0.001, 0.05), (0.0, 0.001, 0.05), (0.1, 0.3)])
    return {
        "usdjpy": (random.uniform(80.0, 150.0) * np.exp(np.cumsum(moves))).tolist(),
        "bill_yield": [random.choice(bills) for _ in moves],
        "jpy_rate": [random.choice([-0.001, 0.0, 0.005]) for _ in moves],
        "vix": [random.choice([15.0, 30.0, 55.0]) for _ in moves],
    }


def random_stages(random, allowed):
    """Settings of the stop and of the second stage of risk; in half of them there is none."""
    return {
        "stop_by": random.choice(["moves", "low"]),
        "stop_window": random.randint(2, 15),
        "stop_floor": random.choice([0.1, 0.5, 2.0]),
        "attack_loss": random.choice(["off", round(min(allowed * random.choice([1.5, 2.0]), 0.19), 6)]),
        "attack_trades": random.randint(1, 4),
        "attack_win_rate": random.choice([0.0, 0.2, 0.4]),
        "attack_payoff": random.choice([0.0, 0.5, 1.5]),
        "attack_drawdown": random.choice([0.02, 0.1, 1.0]),
    }


def account_of(settings):
    """The settings of the account as assignments."""
    asked = f"fx.requirement={settings['share']}" if settings["share"] else f"fx.requirement_yen={settings['amount']}"
    return [
        asked,
        f"capital.initial={settings['capital']}",
        "account.profile=jp_retail_fx_2007",
        f"fx.contract=USDJPY{settings['lot'] // 1000}K",
        f"fx.loss_cut_level={settings['level']}",
        f"fx.voluntary_stop={settings['voluntary_stop']}",
        f"fx.pass_through={settings['received']}",
        f"costs.commission={settings['commission']}",
    ]
