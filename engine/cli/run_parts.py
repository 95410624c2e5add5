"""Parts of a saved run, printed: its margin calls, and its trades by regime."""

from typing import TYPE_CHECKING

import click

from data.base.errors import ConfigError, ResultError
from data.base.meant import hint
from engine.cli.showing import market_at_hand, print_json
from engine.words import Words

if TYPE_CHECKING:
    from engine.results.run import RunResult


def account_of(saved: object, name: str) -> "RunResult":
    """The run of an account of a portfolio. Raises `ConfigError` for a name that none of its accounts has, and
    `click.UsageError` for what has no accounts.
    """
    from engine.portfolio.result import PortfolioResult  # noqa: PLC0415

    if not isinstance(saved, PortfolioResult):
        raise click.UsageError(f"--account {name}: only a portfolio has accounts; leave it out")
    if name not in saved.runs:
        told = hint(name, saved.runs, f"it has {', '.join(saved.runs)}")
        raise ConfigError(f"--account {name}: {saved.path} has no such account; {told}")
    return saved.runs[name]


def show_calls(run: "RunResult", say: Words, *, as_json: bool) -> None:
    """Print each margin call of a run, and what the broker closed without one, or that there was nothing."""
    from engine.audit.calls import calls_of, plain_calls  # noqa: PLC0415
    from engine.report.call_table import call_table  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.headlines import flagged, name_of  # noqa: PLC0415
    from engine.report.run_plain import plain_name, plain_period  # noqa: PLC0415

    found, currency = calls_of(run), run.config.capital.currency
    told = {"run": name_of(run), "account": run.config.broker_told}
    if as_json:
        print_json("calls", {**plain_name(run), **plain_period(run), "calls": plain_calls(found)})
        return
    title = flagged(say("calls.title" if found else "calls.none", **told), run, say)
    console().print(call_table(found, title, currency, say) if found else title)


def show_trades_by(saved: object, scheme: str, say: Words, *, as_json: bool) -> None:
    """Print the trades of a saved run by regime. Raises `ConfigError` where it has none, and `ResultError` where the
    market that it ran on is not at hand.
    """
    from engine.analysis.trades_by_regime import trades_by_regime  # noqa: PLC0415
    from engine.cli.trade_record import trades_of  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.headlines import flagged  # noqa: PLC0415
    from engine.report.run_plain import plain_name  # noqa: PLC0415
    from engine.report.trades_by import plain_trades_by, trades_by_table  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415

    if not isinstance(saved, RunResult):
        raise ConfigError("--trades-by: is for a run of pattern fx_trades; this is none")
    trades, market = trades_of(saved), market_at_hand(saved)
    if market.digest != saved.manifest["market"]["content_sha256"]:
        raise ResultError(f"{saved.path}: the market that it ran on is not at hand; run it again on the one that is")
    rows = trades_by_regime(trades, market, scheme, saved.config.regimes.rules(saved.own_labels))
    if as_json:
        print_json("trades_by", {**plain_name(saved), **plain_trades_by(rows, scheme)})
        return
    table = trades_by_table(rows, scheme, say)
    table.title = flagged(str(table.title or ""), saved, say) or None
    console().print(table)
