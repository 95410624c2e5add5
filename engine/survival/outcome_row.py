"""What a run came to, by the columns of a survival result."""

from math import isinf, nan

from engine.fast.path_loop import Outcome

FIRSTS = ("call", "missed", "sale", "stop", "fall_10", "fall_20", "fall_35", "fall_50", "short")
"""What has a first session, but for ruin."""


def outcome_row(one: Outcome, years: int, worth: float) -> dict[str, float]:
    """The columns that tables `paths` and `starts` have in common, of a run of so many years: a first session is
    -1 where it never came, a ratio there never was NaN. `worth` as of `real_worth`.
    """
    summary, firsts = one.summary, one.firsts
    return {
        **{name: getattr(summary, name) for name in ("calls", "missed", "loss_cuts", "stops", "fills", "drawdown")},
        "shorts": one.short,
        "forced_sales": summary.liquidations,
        **{f"first_{name}": getattr(firsts, name) for name in FIRSTS},
        "first_ruin": summary.ruin,
        "least_ratio": nan if isinf(summary.least_ratio) else summary.least_ratio,
        "wealth": one.wealth,
        "fund": one.fund,
        "carry_given_up": summary.given_up / years,
        "real_wealth": one.wealth * worth,
        "real_fund": one.fund * worth,
    }
