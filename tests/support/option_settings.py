"""Settings of patterns B and C by chance."""

from tests.oracles.slow_market import iso

LEVERAGE = {"overlay.max_total_exposure": 4.0, "overlay.acknowledge_high_leverage": "true"}


def random_period(market, rng):
    first = rng.randrange(300, len(market.days) - 330)
    return iso(market.days[first]), iso(market.days[first + rng.randrange(200, 320)])


def random_settings(market, rng):
    """What patterns B and C share."""
    start, end = random_period(market, rng)
    return {
        "period.start": start,
        "period.end": end,
        "execution.fill_at": rng.choice(["open", "close"]) if start >= "2006-06-01" else "close",
        "capital.initial": rng.choice([60_000.0, 250_000.0, 1e6, 2e7, 1e9]),
        "fund.mean_age": rng.choice([0.0, 30.0]),
        "halving.enabled": rng.choice(["true", "false"]),
        "halving.factor": rng.choice([0.0, 0.5]),
        "stops.monthly_loss": rng.choice([0.01, 0.5]),
        "account.profile": rng.choice(["us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures"]),
        "account.redemption_lag": rng.choice([0, 1, 1, 1, 2]),
        "account.option_haircut": rng.choice([1.0, 1.0, 0.4]),
        "cash.sleeve": rng.choice([0.0, 0.1]),
        "cash.band": rng.choice([0.0, 0.5]),
        "costs.stress_vix": rng.choice([10.0, 20.0, 40.0]),
        "costs.option_commission": rng.choice([0.0, 0.7, 15.0]),
        "option_prices.surface": rng.choice(["fitted", "fitted", "moving", "flat"]),
        "option_prices.level_factor": rng.choice([1.0, rng.uniform(0.5, 1.5)]),
        "option_prices.slope_factor": rng.choice([1.0, rng.uniform(0.0, 2.0)]),
        "option_prices.spread_factor": rng.choice([1.0, rng.uniform(0.0, 3.0)]),
    }


def random_b(market, rng):
    settings = random_settings(market, rng) | {
        "options.contract": rng.choice(["SPX", "XSP", "ES"]),
        "options.budget": rng.choice([0.001, 0.005, 0.02, 0.05]),
        "options.acknowledge_high_budget": "true",
        "options.direction": rng.choice(["calls", "puts", "by_trend"]),
        "options.out_of_the_money": rng.choice([-0.03, 0.0, 0.04, 0.1]),
        "options.sessions_before": rng.randrange(11),
        "trend.strength": rng.choice(["either", "efficiency", "adx", "none"]),
        "trend.average_window": rng.choice([20, 200]),
        "trend.efficiency_window": rng.choice([10, 63]),
    }
    by_distance = rng.random() >= 0.5
    delta = {} if by_distance else {"options.delta": rng.choice([0.1, 0.3, 0.5, 0.8]), "options.out_of_the_money": 0.0}
    return settings | delta | (LEVERAGE if rng.random() < 0.5 else {})


def random_c(market, rng):
    return random_settings(market, rng) | LEVERAGE | {
        "overlay.ratio": rng.choice([0.1, 0.3, 1.0, 2.0]),
        "overlay.contract": rng.choice(["MES", "ES"]),
        "overlay.rebalance": rng.choice(["daily", "monthly", "quarterly"]),
        "insurance.contract": rng.choice(["SPX", "XSP", "ES"]),
        "insurance.hedge_ratio": rng.choice([0.3, 0.5, 1.0, 1.7]),
        "insurance.out_of_the_money": rng.choice([0.0, 0.05, 0.15]),
        "insurance.sessions_before": rng.randrange(11),
        "insurance.months": rng.choice([1, 1, 2, 3, 12]),
        "insurance.below_vix": rng.choice(["off", "off", 14.0, 18.0, 25.0]),
    }  # fmt: skip
