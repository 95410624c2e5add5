"""`overlay size`: how large a trade, or an overlay on a fund, may be so that it loses no more than is allowed."""

from typing import TYPE_CHECKING, Any, Literal

import click

from data.base.errors import ConfigError
from engine.cli import bear, completing
from engine.cli.bear import Searched, size_borne
from engine.cli.markets import market_options
from engine.cli.options import a_plan, as_json, assignments, language
from engine.cli.options import pattern as a_pattern
from engine.cli.plan_sizes import plan_of, size_plan
from engine.cli.sheets import (
    CURRENCIES,
    DAY,
    FILES,
    Shown,
    account,
    day_given,
    deal_of,
    needed,
    of_trade,
    options,
    other_assets,
    owned_besides,
    pair,
    refuse_others,
    side,
    tell,
)
from engine.cli.values import AMOUNT, NUMBER, SHARE, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.sizing.sheet import Sheet

SHARED = {"capital", "currency", "day", "other_assets", "as_json", "language"}
TRADE = {"loss", "stop", "stop_price", "lot", "price", "side", "quote_rate"}
PLAN = {"pattern", "plan", "file", "assignments", "profile"}
TAKES = {
    "pair": SHARED | TRADE | {"pip", "pair", "account"},
    "contract": SHARED | TRADE | FILES | {"contract"},
    "bear": bear.TAKES | {"capital", "currency", "as_json", "language", "period"} | FILES | PLAN,
    "plan": SHARED | FILES | PLAN | {"fall", "allowed_loss", "yen_rise", "margin", "months", "price", "ladder", "steps",
        "step_back"},
}  # fmt: skip
"""Options that have an effect, by what is sized."""
OF = {"pair": "a currency pair", "contract": "--contract", "plan": "the size of a plan",
    "bear": "--bear"}  # fmt: skip

trade = options(
    click.option("--loss", type=SHARE, help="Share of capital one trade may lose (default: 1 % and 2 %)."),
    click.option("--stop", type=NUMBER, help="Distance to the stop: pips of a pair, price of a contract."),
    click.option("--stop-price", type=NUMBER, help="Price of the stop, instead of --stop."),
    click.option("--price", type=NUMBER, help="Price of the pair or the contract; of a plan that of its index."),
    side,
    click.option("--lot", type=NUMBER, help="Smallest trade (default: 1000 units of a pair, else 1)."),
    pair,
    click.option("--pip", type=NUMBER,
        help="Size of a pip as you understand it: refused where the pair's is another."),
    account,
    click.option("--quote-rate", type=NUMBER,
        help="Account currency for one unit of the currency the price is in, where it is another."),
    click.option("--contract", metavar="ROOT",
        help="Size a trade in a future (MES), a bought option (XSP), an index fund, or shares."),
)  # fmt: skip
plan = options(
    a_pattern,
    assignments,
    click.option("--profile", help="Broker, as account.profile.", shell_complete=completing.profile_names),
    click.option("--fall", type=SHARE, help="Fall of the market to be ready for, such as 0.35 or 35%."),
    click.option("--allowed-loss", type=SHARE, help="Share of equity that may be lost by it, in --currency."),
    click.option("--yen-rise", type=SHARE, default=0.0, show_default=True,
        help="Fall of the dollar in yen at the same time, with --currency JPY."),
    click.option("--margin", type=NUMBER, default=1.0, show_default=True,
        help="Multiple of today's margin that is asked at that fall."),
    click.option("--months", type=click.IntRange(1), help="Months in a row whose premium is lost (default: 12)."),
    click.option("--ladder", is_flag=True, help="Also the equities at which there is a contract more, or one less."),
    click.option("--steps", type=click.IntRange(2, 100), default=8, show_default=True, help="Steps of the ladder."),
    click.option("--step-back", type=SHARE,
        help="Loss from a step's own mark that takes one contract away (default: --allowed-loss)."),
)  # fmt: skip


@click.command()
@a_plan
@click.option("--capital", type=AMOUNT, help="Capital, in --currency.")
@click.option(
    "--currency",
    type=Word(CURRENCIES),
    help="Currency of the account and of the loss (default: JPY of a pair, else what is traded is in).",
)
@trade
@plan
@click.option(
    "--date", "day", type=DAY, help="Terms as they stood on a day; of a plan its market's too (default: the last)."
)
@other_assets
@bear.bear
@market_options
@as_json
@language
def size(*, language: str, as_json: bool, **asked: Any) -> None:  # fmt: skip
    """Position size from the loss that is allowed; leverage is a result.

    Of a trade in a currency pair, or in --contract, from the distance to its stop; of a plan's overlay (--pattern,
    --config) from the fall of the market that it has to bear; with --bear of each pattern, by what history and made-up
    histories did to it. See docs/sizing.md.
    \f
    Raises `ConfigError` for a number that is missing or out of range.
    """
    mode = _mode(asked)
    refuse_others(TAKES[mode], OF[mode])
    if mode == "plan" and not asked["ladder"]:
        refuse_others(TAKES[mode] - {"steps", "step_back"}, "a size without --ladder")
    if mode == "bear" and not asked["paths"]:
        refuse_others(TAKES[mode] - {"years", "seed", "quantile"}, "--bear without paths")
    ways: Mapping[str, Callable[[dict[str, Any], Shown], None]] = {
        "pair": _pair,
        "contract": _contract,
        "plan": size_plan,
        "bear": _bear,
    }
    ways[mode](asked, Shown(language, as_json))


def _mode(asked: dict[str, Any]) -> str:
    """What is sized."""
    if asked["contract"]:
        return "contract"
    if asked["bear"] is not None:
        return "bear"
    of_plan = ("pattern", "file", "assignments", "profile", "fall", "allowed_loss", "ladder")
    return "plan" if any(asked[name] for name in of_plan) else "pair"


def _modes(loss: float | None) -> dict[str, float]:
    """The loss that is given, or both usual ones, by the name of its column."""
    from engine.sizing.sheet import usual  # noqa: PLC0415

    return {"given": loss} if loss is not None else {mode: usual(f"risk.{mode}") for mode in ("normal", "attack")}


def _pair(asked: dict[str, Any], shown: Shown) -> None:
    from engine.sizing.fx_deal import fx_account  # noqa: PLC0415
    from engine.sizing.sheet import usual  # noqa: PLC0415
    from engine.sizing.size_sheet import size_sheet, stop_distance  # noqa: PLC0415

    market = {name: asked[name] for name in ("pair", "price", "side", "quote_rate")}
    account = fx_account(asked["account"], day_given(asked["day"]))
    deal = deal_of(account, currency=asked["currency"] or "JPY", **market)
    if asked["pip"] is not None:
        deal.pair.check_pip(asked["pip"])
    distance, lot = stop_distance(deal, asked["stop"], asked["stop_price"]), asked["lot"]
    step = usual("fx.lot") if lot is None else lot
    owned = needed(asked["capital"], "--capital, in account currency, such as --capital 1000000")
    heading = of_trade(deal.pair.shown, asked["currency"] or "JPY", shown.language)
    _tell_modes(("size", heading), asked, shown, lambda share: size_sheet(owned, share, deal, distance, step))


def _tell_modes(
    panel: tuple[str, str], asked: dict[str, Any], shown: Shown, sheet_of: "Callable[[float], Sheet]"
) -> None:
    """The sheet of the loss that is given, or of both usual ones side by side."""
    from engine.sizing.sheet import of_all  # noqa: PLC0415

    others, sheets = owned_besides(asked["other_assets"]), dict[str, Any]()
    for mode, share in _modes(asked["loss"]).items():
        sheet = sheet_of(share)
        sheets[mode] = sheet | of_all(sheet["loss_at_stop"] or 0.0, asked["capital"], others)
    told = {"sizes": [{"mode": mode, **sheet} for mode, sheet in sheets.items()]}
    section, heading = panel
    tell("size", told, {section: sheets}, shown.language, as_json=shown.as_json, heading=heading)


def _contract(asked: dict[str, Any], shown: Shown) -> None:
    from engine.sizing.trade_margin import margin_of_one  # noqa: PLC0415
    from engine.sizing.trade_sheet import Stop, trade_sheet, traded  # noqa: PLC0415

    name, lot = asked["contract"], asked["lot"]
    of = traded(name, asked["currency"])
    if not of.margined:
        refuse_others(TAKES["contract"] - {"day", *FILES}, f"--contract {name}, which asks no margin")
    rate = _rate(asked, of.currency)
    price = needed(asked["price"], f"--price of {name}, such as --price 5000")
    side: Literal[1, -1] = 1 if asked["side"] == "long" else -1
    stop = Stop(price, asked["stop"], asked["stop_price"], side)
    market = asked["market_files"]
    margin = margin_of_one(of, price, market.open(), day_given(asked["day"]), side=side) if of.margined else None
    owned = needed(asked["capital"], "--capital, such as --capital 100000")
    stepped = of if lot is None else of._replace(step=lot)
    panel = ("trade_size", of_trade(name, asked["currency"] or of.currency, shown.language))
    _tell_modes(panel, asked, shown, lambda share: trade_sheet(owned, share, stepped, stop, rate=rate, margin=margin))


def _rate(asked: dict[str, Any], traded_in: str) -> float:
    """Account currency for one unit of the currency that a contract is in. Raises `ConfigError` where it is missing, or
    has no effect.
    """
    currency, rate = asked["currency"], asked["quote_rate"]
    if currency in (None, traded_in):
        if rate is not None:
            raise ConfigError(f"--quote-rate has no effect: contract and account are both in {traded_in}")
        return 1.0
    return needed(rate, f"--quote-rate, {currency} for one {traded_in}: {asked['contract']} is in {traded_in}")


def _bear(asked: dict[str, Any], shown: Shown) -> None:
    drawn = {name: asked[name] for name in ("paths", "years", "seed", "quantile")}
    names = [asked["pattern"]] if asked["pattern"] else []
    size_borne(plan_of(asked), names, asked["market_files"], Searched(asked["bear"], asked["out"], drawn), shown)


COMMANDS = (size,)
