"""Runs of the pattern `cash` over the crisis of 2008, with and without an override."""

from engine import backtest, load_config

ALONE = ("cash_trend.enabled=false", "cash_ratio.floor=0.0", "cash_ratio.cap=1.0")
CRISIS = ("period.start=2006-06-01", "period.end=2010-06-30")
OVERRIDE = "date,ratio,what,why\n2008-10-10,1.0,sold everything,panic\n2008-10-13,1.0,stayed out,panic\n"


def run(market, *settings):
    return backtest(load_config(None, settings, pattern="cash"), market)


def rows(result, name, until="9999"):
    return [row for row in result.table(name).to_pylist() if row["date"].isoformat() <= until]


def deviating_run(market, folder):
    """Two days of panic, with living cash beside the account; the file of them is written to a folder."""
    file = folder / "deviations.csv"
    file.write_text(OVERRIDE)
    return run(market, *CRISIS, f"deviations.file={file}", "living.cash=60000.0", "living.monthly_expenses=5000.0")
