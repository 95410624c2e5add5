"""What the commands of sizing share: options, what is missing, days, and tables of sheets."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from data.base.errors import ConfigError
from data.base.numerals import number_of
from engine.cli.options import Command
from engine.cli.showing import print_json
from engine.cli.values import AMOUNT, NUMBER, SEED, SHARE, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.base.days import Day
    from data.contracts.fx_accounts import FxAccount
    from engine.sizing.fx_deal import FxDeal
    from engine.sizing.sheet import Sheet

SIDES, CURRENCIES = ("long", "short"), ("JPY", "USD")
FILES = {"market_file", "futures_file", "chains_file", "index_name", "columns"}
"""Names of the options of a market."""
DAY = click.DateTime(["%Y-%m-%d"])


class Shown(NamedTuple):
    """How a sheet is told: its language, or as JSON."""

    language: str
    as_json: bool


def options(*given: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one."""

    def together(command: Command) -> Command:
        # Click's help shows the option first that was applied last
        for option in reversed(given):
            command = option(command)
        return command

    return together


capital = click.option("--capital", type=AMOUNT, help="Capital, account currency.")
other_assets = click.option(
    "--other-assets",
    type=AMOUNT,
    help="What else is owned, same currency: a loss is told as a share of everything too.",
)
trades = click.option(
    "--trades", type=click.IntRange(1, 1000), default=100, show_default=True, help="Number of trades."
)
win_rate = click.option("--win-rate", type=SHARE, default=0.5, show_default=True, help="Share of trades that win.")
simulation = options(
    click.option("--paths", type=click.IntRange(0, 1_000_000), default=10_000, show_default=True,
        help="Simulated paths; 0 for none."),
    click.option("--seed", type=SEED, default=1, show_default=True, help="Seed of the simulation."),
)  # fmt: skip
pair = click.option("--pair", default="USDJPY", show_default=True, help="Currency pair, such as EUR/USD.")
side = click.option("--side", type=Word(SIDES), default="long", show_default=True, help="Bought or sold.")
account = click.option(
    "--account", default="retail_fx_100", show_default=True, help="FX account of data/facts/fx_margin_accounts.csv."
)
position = options(
    pair,
    click.option("--price", type=NUMBER, help="Price of the pair."),
    side,
    click.option("--currency", type=Word(CURRENCIES), default="JPY", show_default=True,
        help="Currency of the account."),
    click.option("--quote-rate", type=NUMBER,
        help="Account currency for one unit of the pair's second currency, where it is neither."),
    account,
    click.option("--date", "day", type=DAY, help="Terms as they stood on a day (default: now)."),
)  # fmt: skip


def deal_of(account: "FxAccount", *, price: float | None, **market: Any) -> "FxDeal":
    """A deal in foreign exchange. Raises `ConfigError` without a price, and as `fx_deal` does."""
    from engine.sizing.fx_deal import fx_deal  # noqa: PLC0415

    return fx_deal(price=needed(price, "--price of the pair, such as --price 150"), account=account, **market)


def needed(value: float | None, what: str) -> float:
    """A number that has to be there. Raises `ConfigError` where it is not."""
    if value is None:
        raise ConfigError(f"give {what}")
    return value


def of_trade(traded: str, currency: str, language: str) -> str:
    """What is traded, and what amounts are in."""
    from engine.words import words  # noqa: PLC0415

    say = words(language)
    return say("sizing.of_trade", traded=traded, amounts=say("sizing.amounts", currency=currency))


def day_given(value: datetime | None) -> "Day | None":
    """A day that was given as a date."""
    from data.base.days import day_of  # noqa: PLC0415

    return None if value is None else day_of(value.date())


def owned_besides(value: float | None) -> float:
    """Other assets, 0 where none were told. Raises `ConfigError` for an amount that cannot be."""
    from strategies.sizing.checks import amount  # noqa: PLC0415

    return 0.0 if value is None else amount("other assets", value)


def numbers(option: str, text: str) -> list[float]:
    """Numbers with commas between them; none of an empty text. Raises `ConfigError` for what is no number."""
    try:
        return [number_of(part) for part in text.split(",")] if text.strip() else []
    except ValueError:
        raise ConfigError(f"{option} {text}: should be numbers with commas between them, such as 1%,2%") from None


def number(option: str, text: str) -> float:
    """One number. Raises `ConfigError` for what is none."""
    found = numbers(option, text)
    if len(found) != 1:
        raise ConfigError(f"{option} {text}: should be one number, such as 0.10")
    return found[0]


def whole(option: str, value: float) -> int:
    """A whole number from 1 to 1000. Raises `ConfigError` for another."""
    if not isfinite(value) or value != int(value) or not 1 <= value <= 1000:
        raise ConfigError(f"{option} {value:g}: should be a whole number from 1 to 1000")
    return int(value)


def refuse_others(takes: Collection[str], what: str) -> None:
    """Raise `click.UsageError` for an option of this command that was given and has no effect on `what`."""
    for one in click.get_current_context().command.params:
        name = one.name or ""
        if name not in takes and is_given(name):
            told = one.human_readable_name.strip("[]") if isinstance(one, click.Argument) else one.opts[0]
            raise click.UsageError(f"{told} has no effect on {what}; leave it out")


def is_given(name: str) -> bool:
    """Whether an option of this command was given, whatever its value."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def own_options() -> set[str]:
    """Names of all options of this command."""
    return {one.name or "" for one in click.get_current_context().command.params}


def tell(
    kind: str, told: "Mapping[str, Any]", panels: "Mapping[str, Mapping[str, Sheet] | Sequence[Sheet]]",
    language: str, *, as_json: bool, heading: str = "",
) -> None:  # fmt: skip
    """One JSON object of a kind, or a heading, a table for each panel that is not empty, cases by name as columns or
    one after the other as rows, and what it assumes.
    """
    if as_json:
        print_json(kind, told)
        return
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.sheet_table import sheet_rows, sheet_table  # noqa: PLC0415
    from engine.words import words  # noqa: PLC0415

    say, screen = words(language), console()
    if heading:
        screen.print(heading, soft_wrap=True)
    for panel, cases in panels.items():
        if cases:
            table = sheet_table(panel, cases, say) if isinstance(cases, Mapping) else sheet_rows(panel, cases, say)
            screen.print(table)
            screen.print(say("said.note", note=say(f"sizing.{panel}")), soft_wrap=True)
            screen.print()
