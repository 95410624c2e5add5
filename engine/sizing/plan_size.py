"""The size of a plan from the loss that is allowed, whatever its pattern trades; and its ladder by high-water marks."""

from collections.abc import Sequence

from data.base.errors import ConfigError
from engine.settings.grid import Cell
from engine.settings.run_config import RunConfig
from engine.sizing.budget_sheet import budget_sheet
from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.overlay_sheet import LossAsked, overlay_sheet
from engine.sizing.sheet import Sheet
from engine.survival.tables import overlay_setting
from strategies.sizing.checks import bounded, share
from strategies.sizing.ladder import Ladder, down_at, up_at

MONTHS = 12
"""Months in a row whose premium is lost, where nothing else is said."""
SECTIONS = {"overlay.ratio": "overlay_size", "options.budget": "budget_size"}
"""Words of the sheet, by the setting that it sizes."""


def sized_setting(config: RunConfig) -> str:
    """The setting that says how large a plan's overlay is. Raises `ConfigError` for a plan without."""
    setting = overlay_setting(Cell({}, config))
    if not setting:
        raise ConfigError(
            f"pattern {config.kind.name}: has no overlay whose size is a setting, and so there is nothing to size; "
            "choose a pattern with futures or options beside the fund"
        )
    return setting


def plan_size(market: OverlayMarket, asked: LossAsked, months: int | None = None) -> Sheet:
    """The sheet of a plan: `budget_sheet` where it buys options on a premium budget (`months` lost in a row), else
    `overlay_sheet`.

    Raises `ConfigError` as these do, for a plan without an overlay, and for what is missing or has no effect.
    """
    if sized_setting(market.config) == "options.budget":
        if asked.fall.margin != 1.0:
            raise ConfigError(
                f"--margin: pattern {market.config.kind.name} buys options, which ask no margin; leave it out"
            )
        return budget_sheet(market, asked, int(bounded("months", MONTHS if months is None else months, 1, 1000)))
    if months is not None:
        raise ConfigError(
            f"--months: pattern {market.config.kind.name} spends no premium budget, and its loss comes with a fall; "
            "leave it out"
        )
    if not asked.fall.market:
        raise ConfigError("give --fall, the fall of the market to be ready for, such as --fall 0.35")
    return overlay_sheet(market, asked)


def ladder_sheets(sheet: Sheet, back: float, steps: int) -> Sequence[Sheet]:
    """Steps of a ladder by high-water marks from a sheet of `plan_size`, about the size it found: at which new high of
    equity there is one contract more, and below which equity one less; account currency.

    `back` is the share of a step's equity whose loss takes a contract away. Raises `ConfigError` for numbers out of
    range, and where the sheet leaves no size.
    """
    ratio, unit = sheet.get("ratio", sheet.get("budget")), sheet["unit"]
    if not ratio or not unit:
        raise ConfigError("nothing is left for an overlay, and there is no ladder to climb")
    ladder = Ladder(unit, ratio, share("fall that takes a step back", back))
    first = max(1, int(sheet["contracts"] or 0) - steps // 2)
    return [
        {
            "contracts": float(count),
            "up_at": up_at(ladder, count),
            "down_at": down_at(ladder, count),
            "notional": count * unit,
            "ratio_up": ratio,
            "ratio_down": count * unit / down_at(ladder, count),
        }
        for count in range(first, first + steps)
    ]
