"""`overlay expectancy`: what a bet brings, as it is told or as trades have it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.options import as_json, inside, language
from engine.cli.sheets import capital, is_given, needed, other_assets, owned_besides, simulation, tell, trades, win_rate
from engine.cli.trade_record import USUAL_LOSS, RecordAsked, shares_asked
from engine.cli.values import NUMBER, SHARE

if TYPE_CHECKING:
    from engine.sizing.recorded_sheet import Recorded


OF_RUN = "Measure win rate, payoff and loss on the trades of a saved run."


@click.command()
@click.option(
    "--run",
    metavar="RUN",
    shell_complete=completing.saved,
    help=OF_RUN,
)
@inside
@click.option("--record", metavar="FILE", help="Measure them on a file of your own trades: R, shares, or money.")
@click.option("--column", help="Its column of results, where its name does not say so.")
@win_rate
@click.option("--payoff", type=NUMBER, default=1.5, show_default=True, help="Gain of a win over the loss of a loss.")
@click.option("--loss", type=SHARE, default=USUAL_LOSS, show_default=True, help="Share of capital each trade may lose.")
@trades
@capital
@click.option("--drawdown", type=SHARE, default=0.2, show_default=True, help="Fall from the highest capital, a share.")
@click.option("--ruin", type=SHARE, default=0.5, show_default=True, help="Share of the opening capital that is ruin.")
@other_assets
@simulation
@as_json
@language
def expectancy(
    *, as_json: bool, language: str, win_rate: float, payoff: float, loss: float, paths: int, seed: int,
    run: str | None, inside: Path, record: str | None, column: str | None, other_assets: float | None, **asked: Any,
) -> None:  # fmt: skip
    """What a bet repeated many times brings on average, in the middle, and at its worst; the bet as it is told, or as
    trades have it.
    \f
    Raises `ConfigError` for a number out of range, and for what does not go together.
    """
    from engine.sizing.expectancy_sheet import expectancy_sheet  # noqa: PLC0415
    from engine.sizing.sheet import of_all  # noqa: PLC0415
    from strategies.sizing.expectancy import Bet  # noqa: PLC0415
    from strategies.sizing.simulation import Sample  # noqa: PLC0415

    found = _recorded(RecordAsked(run, inside, record, column), loss, seed, asked["capital"])
    others = owned_besides(other_assets)
    owned = needed(asked["capital"], "--capital: other assets are counted beside it") if others else 1.0
    bet = found.bet if found else Bet(win_rate, payoff, loss)
    sheet = expectancy_sheet(bet, sample=Sample(paths, seed), **asked)
    sheet |= of_all((1.0 - asked["ruin"]) * owned, owned, others)
    told = {"recorded": found.sheet, **sheet} if found else sheet
    panels = {"recorded": {"": found.sheet} if found else {}, "expectancy": {"": sheet}}
    tell("expectancy", told, panels, language, as_json=as_json)


def _recorded(asked: RecordAsked, loss: float, seed: int, capital: float | None) -> "Recorded | None":
    """What the trades that were named say of the bet; None where none were. Raises `ConfigError` for what they measure
    and is told besides.
    """
    from engine.sizing.recorded_sheet import recorded  # noqa: PLC0415

    if not asked.is_there:
        if asked.column is not None:
            raise ConfigError(f"--column {asked.column}: has no effect without --record")
        return None
    told = [name for name in ("win_rate", "payoff") if is_given(name)]
    if told:
        raise ConfigError(f"--{told[0].replace('_', '-')} is measured on the trades; leave it out")
    return recorded(shares_asked(asked, loss if is_given("loss") else None, capital), seed)


COMMANDS = (expectancy,)
