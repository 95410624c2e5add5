"""`overlay streak`, `leverage`: how many losses in a row, how far to the loss-cut."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import as_json, inside, language
from engine.cli.sheets import (
    FILES,
    capital,
    day_given,
    deal_of,
    is_given,
    needed,
    number,
    numbers,
    other_assets,
    own_options,
    owned_besides,
    position,
    refuse_others,
    simulation,
    tell,
    trades,
    whole,
    win_rate,
)
from engine.cli.values import AMOUNT, NUMBER, SHARE

if TYPE_CHECKING:
    from data.base.days import Day
    from engine.sizing.measured_sheets import Volatility


MONTHS = "Losing months in a row of saved runs, instead."


@click.command()
@click.option("--loss", help="Share of capital each trade loses, such as 0.02; several, with commas, make a table.")
@click.option("--losses", default="10", show_default=True, help="Losses in a row; several, with commas, make a table.")
@click.option("--table", is_flag=True, help="A table of the usual losses and streaks.")
@click.option(
    "--run",
    "named",
    metavar="RUN",
    multiple=True,
    shell_complete=completing.saved,
    help=MONTHS,
)
@inside
@capital
@win_rate
@trades
@simulation
@as_json
@language
def streak(*, loss: str | None, losses: str, table: bool, named: tuple[str, ...], inside: Path, **asked: Any) -> None:
    """What a losing streak leaves, and how likely one is: of trades, or of the months of a run.
    \f
    Raises `ConfigError` for a share out of range.
    """
    shares, counts = numbers("--loss", loss or ""), numbers("--losses", losses)
    as_table = table or len(shares) > 1 or len(counts) > 1
    _refuse_beside_streak(of_run=bool(named), as_table=as_table)
    if named:
        _of_months(named, inside, asked["language"], as_json=asked["as_json"])
    elif as_table:
        from engine.cli.streak_tables import show_streak_table  # noqa: PLC0415

        show_streak_table(shares, counts if is_given("losses") else [], asked["language"], as_json=asked["as_json"])
    else:
        _one_streak(
            needed(shares[0] if shares else None, "--loss, a share such as 0.02, or --table"), counts[0], **asked
        )


def _one_streak(
    loss: float, losses: float, *, as_json: bool, language: str, paths: int, seed: int, **asked: Any
) -> None:
    from engine.sizing.streak_sheet import streak_sheet  # noqa: PLC0415
    from strategies.sizing.simulation import Sample  # noqa: PLC0415

    sheet = streak_sheet(loss, whole("--losses", losses), sample=Sample(paths, seed), **asked)
    tell("streak", sheet, {"streak": {"": sheet}}, language, as_json=as_json)


def _of_months(named: tuple[str, ...], inside: Path, language: str, *, as_json: bool) -> None:
    from engine.cli.streak_tables import show_months  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    show_months([load_run(find(one, inside, ("run",))) for one in dict.fromkeys(named)], language, as_json=as_json)


def _refuse_beside_streak(*, of_run: bool, as_table: bool) -> None:
    """Raise `click.UsageError` for an option without effect."""
    takes = {"named", "inside"} if of_run else {"loss", "losses", "table"}
    if of_run or as_table:
        refuse_others(takes | {"as_json", "language"}, "--run" if of_run else "a table of losses")
    else:
        refuse_others(own_options() - {"inside"}, "a streak of trades")


@click.command()
@capital
@click.option("--units", type=AMOUNT, help="Units of the pair's first currency held.")
@click.option("--leverage", "multiple", type=NUMBER, help="Leverage, instead of --capital and --units.")
@click.option("--cash-ratio", type=SHARE, help="Cash over notional (1 / leverage), as the buffer of an overlay is.")
@position
@click.option("--requirement", type=SHARE, help="Share of notional the account asks, instead of its own.")
@click.option("--loss-cut", type=SHARE, help="Equity over requirement at which it closes, instead of its own.")
@click.option("--stop-level", "stop", type=SHARE, help="Equity over requirement at which one stops oneself.")
@click.option(
    "--volatility", help="Volatility a year, a decimal (default: 0.10), or measured: market (the pair), index."
)
@click.option("--window", type=click.IntRange(21), default=252, show_default=True, help="Sessions it is measured over.")
@click.option("--deviations", type=NUMBER, help="Standard deviations to be ready for (default: 2).")
@click.option("--move", type=SHARE, help="Move against the position, a share of the price, instead of those two.")
@click.option(
    "--accounts", type=click.IntRange(1, 100), default=1, show_default=True, help="Accounts it is split over."
)
@click.option(
    "--refills", type=click.IntRange(0, 100), default=0, show_default=True, help="How often each is refilled."
)
@other_assets
@market_options
@as_json
@language
def leverage(
    *, as_json: bool, language: str, account: str, day: datetime | None, requirement: float | None,
    loss_cut: float | None, stop: float | None, pair: str, price: float | None, side: str, currency: str,
    quote_rate: float | None, volatility: str | None, window: int, other_assets: float | None,
    market_files: MarketFiles, **asked: Any,
) -> None:  # fmt: skip
    """How far the price may move before the voluntary stop and the loss-cut, and which leverage survives.
    \f
    Raises `ConfigError` for a number that is missing or out of range, and for what does not go together.
    """
    from engine.sizing.fx_deal import fx_account  # noqa: PLC0415
    from engine.sizing.leverage_sheets import LeverageAsked, MoveAsked, SplitAsked, leverage_sheets  # noqa: PLC0415

    held_in = fx_account(account, day_given(day), requirement=requirement, loss_cut=loss_cut, stop=stop)
    market = {"pair": pair, "side": side, "currency": currency, "quote_rate": quote_rate}
    deal = deal_of(held_in, price=price, **market) if price is not None else None
    told_of = (asked["capital"], asked["units"], asked["multiple"], asked["cash_ratio"])
    held, parts = LeverageAsked(*told_of, owned_besides(other_assets)), SplitAsked(asked["accounts"], asked["refills"])
    adverse = MoveAsked(None, asked["deviations"], asked["move"])
    measured = _measured(volatility, (window, day_given(day)), pair, market_files, adverse.times)
    sigma = measured.value if measured else None if volatility is None else number("--volatility", volatility)
    direction = 1 if side == "long" else -1
    told = leverage_sheets(
        held_in, deal, direction=direction, held=held, adverse=adverse._replace(volatility=sigma), parts=parts
    )  # fmt: skip
    steps = {f"{sheet.pop('leverage'):g}x": sheet for sheet in [dict(step) for step in told["ladder"]]}
    panels: dict[str, Any] = {
        "leverage": {"": told["leverage"]},
        "measured": measured.sheets if measured else [],
        "ladder": steps,
        "split": {"": told["split"]} if told["split"] else {},
    }
    plain = {("position" if name == "leverage" else name): sheet for name, sheet in told.items()}
    more = {"measured": measured.plain} if measured else {}
    tell("leverage", {**plain, **more}, panels, language, as_json=as_json)


def _measured(
    volatility: str | None, over: "tuple[int, Day | None]", pair: str, files: MarketFiles, deviations: float
) -> "Volatility | None":
    """Volatility measured from a market, where that is asked for, `over` so many sessions up to a day. Raises
    `ConfigError` for an unknown pair, and `click.UsageError` for options that have no effect without.
    """
    from data.contracts.fx_pairs import fx_pair  # noqa: PLC0415
    from engine.sizing.measured_sheets import MEASURED, measured_volatility  # noqa: PLC0415

    if volatility not in MEASURED:
        if volatility and volatility.isalpha() and volatility.lower() not in {"nan", "inf"}:
            raise ConfigError(
                f"--volatility {volatility}: should be a number, such as 0.10, or {' or '.join(MEASURED)}"
            )
        refuse_others(own_options() - {"window", *FILES}, "a volatility that is not measured")
        return None
    of = fx_pair(pair) if volatility == "market" else None
    return measured_volatility(files.open(), of, over[0], deviations, over[1])


COMMANDS = (streak, leverage)
