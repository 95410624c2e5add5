"""What the charts of one kind of run draw: leverage and distance to the loss-cut in a pair, cash through time."""

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array, to_numbers
from engine.analysis.attribution import daily_attribution
from engine.analysis.option_sums import gained_by_session
from engine.audit.held import by_profile, of_equity
from engine.comparison.comparison import Comparison
from engine.report.chart_columns import Columns
from engine.report.kind_told import sections_of
from engine.results.run import RunResult


def kind_columns(comparison: Comparison) -> Columns:
    """Columns of the runs that have something of their own, called `<place of the run>/<name>`, each over the sessions
    of the comparison, float32, NaN where there is no value.
    """
    closes, found = to_array(comparison.table("sessions")["index"]), dict[str, Floats]()
    for place, run in enumerate(comparison.runs.values()):
        has = sections_of(run)
        of_run = {
            **(pair_columns(run, closes) if "pair" in has else {}),
            **(cash_columns(run) if "cash" in has else {}),
            **(option_columns(run) if "options" in has else {}),
        }
        found |= {f"{place}/{name}": values for name, values in of_run.items()}
    return {name: values.astype(np.float32) for name, values in found.items()}


def pair_columns(run: RunResult, closes: Floats) -> dict[str, Floats]:
    """Of a run in a pair, by session, shape (n,): the value held as a multiple of equity (sold: negative,
    NaN where nothing was), the move
    against it until the loss-cut in price points >= 0, and what swap points and price have brought since the beginning
    (account currency). `closes` is the rate.
    """
    delta, equity = of_equity(run, "overlay_delta", "equity")
    daily = daily_attribution(run.tables)
    gained = dict(zip(daily.categories, daily.amounts.cumsum(axis=0).T, strict=True))
    return {
        "leverage": np.divide(delta, equity, out=np.full(len(equity), np.nan), where=(equity > 0.0) & (delta != 0.0)),
        "losscut": losscut_distance(run, closes),
        "swap": gained.get("swap", np.zeros(len(equity))),
        "price": gained.get("fx_price", np.zeros(len(equity))),
    }


def losscut_distance(run: RunResult, closes: Floats) -> Floats:
    """How far the rate could have moved against the position, at each close, until equity was at the loss-cut level: in
    price points, shape (n,), below 0 where it was there already; NaN where nothing was held.

    With equity E, rate P, units Q (sold: negative), requirement M and level L: E + Q (p - P) = L M p / P at the rate p
    of the loss-cut; the requirement is a share of the value, or where it is told in money stays as it is.
    """
    delta, equity, asked = of_equity(run, "overlay_delta", "equity", "maintenance")
    level = by_profile(run, lambda profile: profile.loss_cut_level) * asked
    moves = 0.0 if run.config.fx.requirement_yen is not None else level / closes
    slope = np.abs(delta / closes - moves)
    distance = np.full(len(equity), np.nan)
    np.divide(equity - level, slope, out=distance, where=(delta != 0.0) & (slope > 0.0))
    return distance


def cash_columns(run: RunResult) -> dict[str, Floats]:
    """Of a run with a cash ratio, by session, shape (n,): the ratio held, NaN before the first fill, the one wanted,
    shares of equity, and the moving average of the index (index points), NaN where there is none.
    """
    rules = run.table("cash_rules")
    days, filled = to_array(rules["date"]), to_array(run.table("fills")["date"])
    begun = days >= filled.min(initial=days[-1])
    return {
        "cash_held": np.where(begun, to_array(rules["held_ratio"]), np.nan),
        "cash_wanted": to_array(rules["wanted_ratio"]),
        "average": to_numbers(rules["average"]),
    }


def option_columns(run: RunResult) -> dict[str, Floats]:
    """What options have brought since the beginning, account currency, by session, shape (n,): in all, by direction, by
    volatility realised less paid, by implied volatility, by carry and the rest, and costs.
    """
    gained = gained_by_session(run.tables)
    parts = {
        "option_gain": ("total",),
        "option_delta": ("delta",),
        "option_realised": ("gamma", "theta"),
        "option_vega": ("vega",),
        "option_rest": ("rate", "intraday", "other"),
        "option_costs": ("spread", "commission"),
    }
    return {name: np.sum([gained[part] for part in of], axis=0).cumsum() for name, of in parts.items()}
