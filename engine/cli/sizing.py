"""`overlay size`, `streak`, `leverage`, `expectancy`: how much, how many losses in a row, how far to the loss-cut."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from data.base.errors import ConfigError
from engine.cli.options import Command, as_json, inside, language

if TYPE_CHECKING:
    from data.base.days import Day
    from data.contracts.fx_accounts import FxAccount
    from engine.cli.trade_record import RecordAsked
    from engine.sizing.fx_deal import FxDeal
    from engine.sizing.measured_sheet import Measured
    from engine.sizing.sheet import Sheet

SIDES, CURRENCIES = ("long", "short"), ("JPY", "USD")
DAY = click.DateTime(["%Y-%m-%d"])

capital = click.option("--capital", type=float, help="Capital, account currency.")
trades = click.option(
    "--trades", type=click.IntRange(1, 1000), default=100, show_default=True, help="Number of trades."
)
win_rate = click.option("--win-rate", type=float, default=0.5, show_default=True, help="Share of trades that win.")


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one."""

    def given(command: Command) -> Command:
        # Click's help shows the option first that was applied last
        for option in reversed(options):
            command = option(command)
        return command

    return given


simulation = _options(
    click.option("--paths", type=click.IntRange(0, 1_000_000), default=10_000, show_default=True,
        help="Simulated paths; 0 for none."),
    click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the simulation."),
)  # fmt: skip
position = _options(
    click.option("--pair", default="USDJPY", show_default=True, help="Currency pair, such as EUR/USD."),
    click.option("--price", type=float, help="Price of the pair."),
    click.option("--side", type=click.Choice(SIDES), default="long", show_default=True, help="Bought or sold."),
    click.option("--currency", type=click.Choice(CURRENCIES), default="JPY", show_default=True,
        help="Currency of the account."),
    click.option("--quote-rate", type=float,
        help="Account currency for one unit of the pair's second currency, where it is neither."),
    click.option("--account", default="retail_fx_100", show_default=True,
        help="FX account of data/facts/fx_margin_accounts.csv."),
    click.option("--date", "day", type=DAY, help="Terms as they stood on a day (default: now)."),
)  # fmt: skip


@click.command()
@capital
@click.option("--loss", type=float, help="Share of capital one trade may lose (default: 0.01 and 0.02 side by side).")
@click.option("--stop", "pips", type=float, help="Distance to the stop, pips.")
@click.option("--stop-price", type=float, help="Price of the stop, instead of --stop.")
@click.option("--pip", type=float, help="Size of a pip as you understand it: refused where the pair's is another.")
@click.option("--lot", type=float, help="Smallest trade, units (default: 1000).")
@position
@as_json
@language
def size(
    *, as_json: bool, language: str, capital: float | None, loss: float | None, pips: float | None,
    stop_price: float | None,
    pip: float | None, lot: float | None, account: str, day: datetime | None, **market: Any,
) -> None:  # fmt: skip
    """Position size from the loss that is allowed and the distance to the stop; leverage is a result.
    \f
    Raises `ConfigError` for a number that is missing or out of range.
    """
    from engine.sizing.fx_deal import fx_account  # noqa: PLC0415
    from engine.sizing.sheet import usual  # noqa: PLC0415
    from engine.sizing.size_sheet import size_sheet, stop_distance  # noqa: PLC0415

    deal = _deal(fx_account(account, _day(day)), **market)
    if pip is not None:
        deal.pair.check_pip(pip)
    distance, step = stop_distance(deal, pips, stop_price), usual("fx.lot") if lot is None else lot
    modes = {"given": loss} if loss is not None else {mode: usual(f"risk.{mode}") for mode in ("normal", "attack")}
    owned = _needed(capital, "--capital, in account currency, such as --capital 1000000")
    sheets = {mode: size_sheet(owned, share, deal, distance, step) for mode, share in modes.items()}
    told = {"sizes": [{"mode": mode, **sheet} for mode, sheet in sheets.items()]}
    _tell(told, {"size": sheets}, language, as_json=as_json)


@click.command()
@click.option("--loss", type=float, required=True, help="Share of capital each trade loses, such as 0.02.")
@click.option("--losses", type=click.IntRange(1, 1000), default=10, show_default=True, help="Losses in a row.")
@capital
@win_rate
@trades
@simulation
@as_json
@language
def streak(*, as_json: bool, language: str, loss: float, losses: int, paths: int, seed: int, **asked: Any) -> None:
    """What a losing streak leaves, and how likely one is.
    \f
    Raises `ConfigError` for a share out of range.
    """
    from engine.sizing.streak_sheet import streak_sheet  # noqa: PLC0415
    from strategies.sizing.simulation import Sample  # noqa: PLC0415

    sheet = streak_sheet(loss, losses, sample=Sample(paths, seed), **asked)
    _tell(sheet, {"streak": {"": sheet}}, language, as_json=as_json)


@click.command()
@click.option("--run", metavar="RUN", help="Measure win rate, payoff and loss on the trades of a saved run.")
@inside
@click.option("--record", metavar="FILE", help="Measure them on a file of your own trades: R, shares, or money.")
@click.option("--column", help="Its column of results, where its name does not say so.")
@win_rate
@click.option("--payoff", type=float, default=1.5, show_default=True, help="Gain of a win over the loss of a loss.")
@click.option("--loss", type=float, default=0.02, show_default=True, help="Share of capital each trade may lose.")
@trades
@capital
@click.option("--drawdown", type=float, default=0.2, show_default=True, help="Fall from the highest capital, a share.")
@click.option("--ruin", type=float, default=0.5, show_default=True, help="Share of the opening capital that is ruin.")
@simulation
@as_json
@language
def expectancy(
    *, as_json: bool, language: str, win_rate: float, payoff: float, loss: float, paths: int, seed: int,
    run: str | None, inside: Path, record: str | None, column: str | None, **asked: Any,
) -> None:  # fmt: skip
    """What a bet repeated many times brings on average, in the middle, and at its worst; the bet as it is told, or as
    trades have it.
    \f
    Raises `ConfigError` for a number out of range, and for what does not go together.
    """
    from engine.cli.trade_record import RecordAsked  # noqa: PLC0415
    from engine.sizing.expectancy_sheet import expectancy_sheet  # noqa: PLC0415
    from strategies.sizing.expectancy import Bet  # noqa: PLC0415
    from strategies.sizing.simulation import Sample  # noqa: PLC0415

    trades = RecordAsked(run, inside, record, column)
    found = _measured(trades, loss, seed, asked["capital"])
    sheet = expectancy_sheet(found.bet if found else Bet(win_rate, payoff, loss), sample=Sample(paths, seed), **asked)
    told = {"measured": found.sheet, **sheet} if found else sheet
    panels = {"measured": {"": found.sheet} if found else {}, "expectancy": {"": sheet}}
    _tell(told, panels, language, as_json=as_json)


@click.command()
@capital
@click.option("--units", type=float, help="Units of the pair's first currency held.")
@click.option("--leverage", "multiple", type=float, help="Leverage, instead of --capital and --units.")
@click.option("--cash-ratio", type=float, help="Cash over notional (1 / leverage), as the buffer of an overlay is.")
@position
@click.option("--requirement", type=float, help="Share of notional the account asks, instead of its own.")
@click.option("--loss-cut", type=float, help="Equity over requirement at which it closes, instead of its own.")
@click.option("--stop-level", "stop", type=float, help="Equity over requirement at which one stops oneself.")
@click.option("--volatility", type=float, help="Volatility a year, a decimal (default: 0.10).")
@click.option("--deviations", type=float, help="Standard deviations to be ready for (default: 2).")
@click.option("--move", type=float, help="Move against the position, a share of the price, instead of those two.")
@click.option(
    "--accounts", type=click.IntRange(1, 100), default=1, show_default=True, help="Accounts it is split over."
)
@click.option(
    "--refills", type=click.IntRange(0, 100), default=0, show_default=True, help="How often each is refilled."
)
@as_json
@language
def leverage(
    *, as_json: bool, language: str, account: str, day: datetime | None, requirement: float | None,
    loss_cut: float | None, stop: float | None, pair: str, price: float | None, side: str, currency: str,
    quote_rate: float | None, **asked: Any,
) -> None:  # fmt: skip
    """How far the price may move before the voluntary stop and the loss-cut, and which leverage survives.
    \f
    Raises `ConfigError` for a number that is missing or out of range, and for what does not go together.
    """
    from engine.sizing.fx_deal import fx_account  # noqa: PLC0415
    from engine.sizing.leverage_sheets import LeverageAsked, MoveAsked, SplitAsked, leverage_sheets  # noqa: PLC0415

    held_in = fx_account(account, _day(day), requirement=requirement, loss_cut=loss_cut, stop=stop)
    market = {"pair": pair, "side": side, "currency": currency, "quote_rate": quote_rate}
    deal = _deal(held_in, price=price, **market) if price is not None else None
    held, adverse, parts = (
        LeverageAsked(*map(asked.pop, LeverageAsked._fields)),
        MoveAsked(*map(asked.pop, MoveAsked._fields)),
        SplitAsked(*map(asked.pop, SplitAsked._fields)),
    )
    direction = 1 if side == "long" else -1
    told = leverage_sheets(held_in, deal, direction=direction, held=held, adverse=adverse, parts=parts)
    steps = {f"{sheet.pop('leverage'):g}x": sheet for sheet in [dict(step) for step in told["ladder"]]}
    panels = {
        "leverage": {"": told["leverage"]},
        "ladder": steps,
        "split": {"": told["split"]} if told["split"] else {},
    }
    _tell(told, panels, language, as_json=as_json)


def _measured(asked: "RecordAsked", loss: float, seed: int, capital: float | None) -> "Measured | None":
    """What the trades that were named say of the bet; None where none were. Raises `ConfigError` for what they measure
    and is told besides.
    """
    from engine.cli.trade_record import shares_asked  # noqa: PLC0415
    from engine.sizing.measured_sheet import measured  # noqa: PLC0415

    if not asked.is_there:
        if asked.column is not None:
            raise ConfigError(f"--column {asked.column}: has no effect without --record")
        return None
    told = [name for name in ("win_rate", "payoff") if _is_given(name)]
    if told:
        raise ConfigError(f"--{told[0].replace('_', '-')} is measured on the trades; leave it out")
    return measured(shares_asked(asked, loss if _is_given("loss") else None, capital), seed)


def _is_given(option: str) -> bool:
    """Whether an option stands in the command, whatever its value."""
    return click.get_current_context().get_parameter_source(option) is not ParameterSource.DEFAULT


def _deal(account: "FxAccount", *, price: float | None, **market: Any) -> "FxDeal":
    from engine.sizing.fx_deal import fx_deal  # noqa: PLC0415

    return fx_deal(price=_needed(price, "--price of the pair, such as --price 150"), account=account, **market)


def _needed(value: float | None, what: str) -> float:
    if value is None:
        raise ConfigError(f"give {what}")
    return value


def _day(value: datetime | None) -> "Day | None":
    from data.base.days import day_of  # noqa: PLC0415

    return None if value is None else day_of(value.date())


def _tell(told: Any, panels: "dict[str, dict[str, Sheet]]", language: str, *, as_json: bool) -> None:
    """One JSON object, or a table for each panel that has columns, and what it assumes."""
    if as_json:
        click.echo(json.dumps(told, indent=2, allow_nan=False))
        return
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.sheet_table import sheet_table  # noqa: PLC0415
    from engine.words import words  # noqa: PLC0415

    say, screen = words(language), console()
    for panel, columns in panels.items():
        if columns:
            screen.print(sheet_table(panel, columns, say))
            screen.print(say("said.note", note=say(f"sizing.{panel}")), soft_wrap=True)
            screen.print()


COMMANDS = (size, streak, leverage, expectancy)
