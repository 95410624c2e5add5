"""The plans of `examples/plans`: what each of those that are refused lacks, and those that are passed."""

from pathlib import Path

FOLDER = Path(__file__).parents[2] / "examples" / "plans"
LACKS = {
    "no_monthly_stop": ["stop"],
    "no_way_to_shrink": ["shrink"],
    "no_spare_cash": ["spare"],
    "limit_too_high": ["exposure"],
    "never_back_to_plan": ["dates"],
    "no_own_stop": ["own_stop_off"],
    "no_living_money": ["living"],
    "no_puts": ["insurance"],
    "premium_too_high": ["premium"],
    "no_way_back": ["way_back"],
    "fx_no_own_stop": ["own_stop"],
    "fx_no_free_margin": ["free_margin", "own_stop"],
}
"""What a plan lacks, as codes."""
THROWN_OUT = "fx_thrown_out"
"""Lacks no rule, and is thrown out all the same."""
PASSED = ("good_futures", "good_calls", "good_insured", "good_cash", "good_fx_trades")


def path(name):
    """Where a plan stands."""
    return FOLDER / f"{name}.toml"
