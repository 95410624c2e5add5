"""The rules of docs/rules.md once more, from a frame of the market's columns and a run's `equity` table.

`market` is a frame by exchange session (columns as in docs/tables/market.md), `days` the sessions of the run. A rule is
told as a frame by session with `observed`, `state` and `multiplier`.
"""

import math

import numpy as np
import pandas as pd

from tests.oracles.slow_trend import adx, efficiency_ratio

A_YEAR = 252
UNKNOWN = math.nan


def log_returns(market):
    return np.log(market["close"]).diff()


def realised(market, window):
    """Standard deviation of the last daily log returns."""
    return log_returns(market).rolling(window).apply(lambda last: np.std(last, ddof=1), raw=True) * math.sqrt(A_YEAR)


def ewma(market, decay):
    """Root mean square of all returns, each weighing `decay` times the one after it."""
    squares, known = log_returns(market) ** 2, math.ceil(1 / (1 - decay) - 1e-9)
    return np.sqrt(squares.ewm(alpha=1 - decay, min_periods=known).mean() * A_YEAR)


def parkinson(market, window):
    """Parkinson (1980): the mean squared logarithm of high over low, over 4 ln 2; unknown where half of the sessions
    have no range.
    """
    squares = np.log(market["high"] / market["low"]) ** 2
    mean = squares.rolling(window).apply(lambda last: np.mean(last) if 2 * np.sum(last > 0) > window else UNKNOWN)
    return np.sqrt(mean / (4 * math.log(2)) * A_YEAR)


def true_ranges(market):
    before = market["close"].shift(1)
    high, low = market["high"], market["low"]
    return pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1).max(axis=1).iloc[1:]


def atr(market, window):
    """Wilder's mean of true ranges over the close, over the mean range of a Brownian motion."""
    ranges, found = true_ranges(market).to_numpy(), [UNKNOWN] * len(market)
    mean = UNKNOWN
    for row in range(window, len(market)):
        mean = np.mean(ranges[:window]) if row == window else (mean * (window - 1) + ranges[row - 1]) / window
        found[row] = mean / market["close"].iloc[row] / math.sqrt(8 / math.pi) * math.sqrt(A_YEAR)
    return pd.Series(found, market.index)


def volatility(market, rule):
    """What `rule` (the section of a run's config) sees, an annual decimal."""
    return {
        "realised": lambda: realised(market, rule["window"]),
        "ewma": lambda: ewma(market, rule["decay"]),
        "parkinson": lambda: parkinson(market, rule["window"]),
        "atr": lambda: atr(market, rule["window"]),
        "implied": lambda: market["vix"] / 100,
    }[rule["measure"]]()


def told(days, observed, small, names, factor):
    """`names`: of the state that leaves all, and of that which leaves `factor`."""
    small = pd.Series(small, days)
    return pd.DataFrame(
        {"observed": observed, "state": small.map({False: names[0], True: names[1]}), "multiplier": 1.0}, days
    ).assign(multiplier=small.map({False: 1.0, True: factor}))


def halving(market, days, rule):
    seen, halved, calm, small = volatility(market, rule).loc[days], False, 0, []
    for value in seen:
        if halved:
            calm = calm + 1 if value <= rule["restore_below"] else 0
            halved = calm < rule["restore_sessions"]
        elif value > rule["halve_above"]:
            halved, calm = True, 0
        small.append(halved)
    return told(days, seen, small, ("full", "halved"), rule["factor"])


RANGES = {"efficiency": (63, 0.15, 0.20), "adx": (14, 20.0, 25.0)}


def in_range(market, days, rule, regimes, labels=None):
    """`labels`: (day, label) from a file of one's own, each until the next, in the order of their days."""
    if rule["measure"] in RANGES:
        usual = RANGES[rule["measure"]]
        window, enter, leave = (
            rule.get(name, value) for name, value in zip(("window", "enter_below", "leave_above"), usual, strict=True)
        )
        seen = measure_of_a_range(market, days, rule["measure"], window)
        small, ranging = [], False
        for value in seen:
            ranging = value <= leave if ranging else value < enter
            if math.isnan(value):
                ranging = bool(small and small[-1])
            small.append(ranging)
    elif rule["measure"] == "regime":
        label = trend_known(market, days, regimes)
        small, seen = label == "range", label.map({"": UNKNOWN, "range": 0.0}).where(label.isin(["", "range"]), 1.0)
    else:
        label = pd.Series([label_known(labels, day, regimes["lag_days"]) for day in days], days)
        small = label.isin(rule["labels"])
        seen = small.map({True: 0.0, False: 1.0})
    return told(days, seen, small, ("trend", "range"), rule["factor"])


def measure_of_a_range(market, days, measure, window):
    high, low, close = (market[name].tolist() for name in ("high", "low", "close"))
    if measure == "adx":
        return pd.Series(adx(high, low, close, window), market.index).loc[days]
    return pd.Series([efficiency_ratio(close, window, market.index.get_loc(day)) for day in days], days)


def trend_known(market, days, regimes):
    """docs/regimes.md: the crash as known, else the trend; empty while the measures are not all known."""
    close, sessions, window = market["close"], regimes["crash_sessions"], regimes["trend_window"]
    highest = close.rolling(sessions + 1, min_periods=1).max()
    flag = close <= highest * (1 - regimes["crash_fall"])
    crash = (flag.astype(float).rolling(sessions, min_periods=1).max() > 0).loc[days]
    mean = close.rolling(regimes["trend_average"]).mean().loc[days]
    efficiency = measure_of_a_range(market, days, "efficiency", window)
    close, move = close.loc[days], (close / close.shift(window) - 1).loc[days]
    trends = (efficiency >= regimes["trend_efficiency"]) | (move.abs() >= regimes["trend_move"])
    label = pd.Series("range", days)
    label[trends & (move > 0) & (close > mean)] = "uptrend"
    label[trends & (move < 0) & (close < mean)] = "downtrend"
    label[crash] = "crash"
    label[mean.isna() | move.isna()] = ""
    return label


def label_known(labels, day, lag):
    known = [label for first, label in labels if first + pd.Timedelta(days=lag) <= day]
    return known[-1] if known else "other"


def before_events(days, rule, events, sessions):
    """Small where the next session's fill is held into an event: from `days_before` calendar days before it, at the
    latest from the last close before it. `sessions` reach beyond the last of `days`.
    """
    events, sessions, small, ahead = pd.DatetimeIndex(sorted(set(events))), pd.DatetimeIndex(sessions), [], []
    for day in days:
        fill, after = sessions[sessions > day][:2]
        coming = events[events >= fill]
        near = [event for event in coming if (event - fill).days <= rule["days_before"] or event <= after]
        small.append(bool(near))
        ahead.append((coming[0] - fill).days if len(coming) else UNKNOWN)
    return told(days, ahead, small, ("full", "small"), rule["factor"])


def pause(market, days, rule):
    move, left, small = market["close"].pct_change().loc[days], 0, []
    for one in move:
        left = rule["sessions"] if abs(one) >= rule["move"] else max(left - 1, 0)
        small.append(left > 0)
    return told(days, move, small, ("full", "paused"), rule["factor"])


def loss_stop(equity, rule, next_session, rate=None, hedge=None):
    """`equity` by session; `rate` the yen of a dollar where the amount is in yen; `hedge` what the currency hedge has
    gained by each session. `next_session` is the one after the run's last.
    """
    own = equity - (0.0 if hedge is None else hedge)
    share, amount = (math.inf if rule[name] == "off" else rule[name] for name in ("monthly_loss", "monthly_amount"))
    months = equity.index.to_period("M")
    following = [*months[1:], next_session.to_period("M")]
    seen, small, opening, base, stopped = [], [], equity.iloc[0], own.iloc[0], False
    for place, month in enumerate(months):
        if place and months[place - 1] != month:
            opening, base, stopped = equity.iloc[place - 1], own.iloc[place - 1], False
        lost = base - own.iloc[place]
        in_money = lost * (1.0 if rate is None else rate.iloc[place])
        stopped = stopped or lost / opening >= share or in_money >= amount
        seen.append(-lost / opening)
        small.append(stopped and following[place] == month)
    return told(equity.index, seen, small, ("open", "stopped"), 0.0)
