"""What tax takes from an account that is lived from, in one run of each regime."""

from data.base.arrow import to_array
from engine import backtest, load_config
from validation.living_reckoned import INFLATION

FIRST, LAST, YEARS, SHARE, OPENING = "1996-07-10", "2026-07-10", 30, 0.02, 1_000_000.0
REGIMES = ("none", "japan", "us_1256")


def taxed() -> dict[str, str]:
    """Rows by regime, and what tax took a year in Japan and in the United States, percent of the opening capital."""
    settings = (
        f"period.start={FIRST}", f"period.end={LAST}", "overlay.ratio=0.2", "investor.currency=JPY",
        f"flows.withdraw={OPENING * SHARE / 12.0:.2f}", f"flows.inflation={INFLATION}",
    )  # fmt: skip
    rows, taken = [], {}
    for regime in REGIMES:
        run = backtest(load_config(None, [*settings, f"tax.regime={regime}"], pattern="A"))
        amounts = [one["amount"] for one in run.table("attribution").to_pylist() if one["category"] == "tax"]
        taken[regime] = -sum(amounts) / OPENING
        left = float(to_array(run.table("equity")["equity"])[-1]) / OPENING
        short = run.table("events")["kind"].to_pylist().count("withdrawal_short")
        rows.append(f"| `{regime}` | {100.0 * taken[regime]:.0f} % | {left:.2f} | {short} |")
    yearly = {name: f"{100.0 * taken[regime] / YEARS:.1f}" for name, regime in (("japan", "japan"), ("us", "us_1256"))}
    return {
        "tax": "\n".join(rows),
        "tax_first": FIRST,
        "tax_last": LAST,
        **{f"tax_{name}": share for name, share in yearly.items()},
    }
