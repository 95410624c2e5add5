"""`overlay size` of a plan: the overlay from the loss that is allowed, and its ladder."""

import json
from typing import TYPE_CHECKING, Any

from data.base.errors import ConfigError
from engine.cli.options import plan_asked
from engine.cli.sheets import Shown, day_given, needed, owned_besides, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.settings.run_config import RunConfig
    from engine.sizing.overlay_market import OverlayMarket
    from engine.sizing.sheet import Sheet


def size_plan(asked: dict[str, Any], shown: Shown) -> None:
    """Size the overlay of a plan and show it. Raises `ConfigError` for what is missing, out of range or idle."""
    from engine.sizing.overlay_account import Fall  # noqa: PLC0415
    from engine.sizing.overlay_market import OverlayMarket  # noqa: PLC0415
    from engine.sizing.overlay_sheet import LossAsked  # noqa: PLC0415
    from engine.sizing.plan_size import SECTIONS, ladder_sheets, plan_size, sized_setting  # noqa: PLC0415

    config = plan_of(asked)
    setting = sized_setting(config)
    if asked["yen_rise"] and config.investor.currency in (None, config.capital.currency):
        raise ConfigError("--yen-rise has no effect on a loss in the account's own currency; say --currency JPY")
    allowed = needed(asked["allowed_loss"], "--allowed-loss, the share of equity that may be lost, such as 0.05")
    fall = Fall(asked["fall"] or 0.0, asked["yen_rise"], asked["margin"])
    market = OverlayMarket(config, asked["market_files"].open(), day_given(asked["day"]), asked["price"])
    sheet = plan_size(market, LossAsked(allowed, fall, owned_besides(asked["other_assets"])), asked["months"])
    back = allowed if asked["step_back"] is None else asked["step_back"]
    ladder = ladder_sheets(sheet, back, asked["steps"]) if asked["ladder"] else []
    panels: Mapping[str, Any] = {SECTIONS[setting]: {"": sheet}, "contract_ladder": ladder}
    heading = _heading(market, setting, shown.language)
    told = _plain(market, setting, sheet, ladder)
    tell("size-plan", told, panels, shown.language, as_json=shown.as_json, heading=heading)


def plan_of(asked: dict[str, Any]) -> "RunConfig":
    """The plan that is sized, with what --profile, --capital and --currency stand for. Raises `ConfigError` for
    settings that cannot be.
    """
    file, pattern, assignments = asked["file"], asked["pattern"], asked["assignments"]
    # a hedge of what --currency makes foreign would be refused here
    own = plan_asked(file, pattern, tuple(one for one in assignments if not one.startswith("hedge.")))
    more = _of_account(own, asked["profile"], asked["capital"], asked["currency"])
    return plan_asked(file, pattern, (*assignments, *more))


def _of_account(own: "RunConfig", profile: str | None, capital: float | None, currency: str | None) -> list[str]:
    """Settings that --profile, --capital and --currency stand for."""
    told = [f"account.profile={json.dumps(profile)}"] if profile else []
    foreign = currency not in (None, own.capital.currency)
    if foreign:
        told.append(f"investor.currency={json.dumps(currency)}")
    if capital is not None:
        told.append(f"{'investor.capital' if foreign else 'capital.initial'}={capital}")
    return told


def _heading(market: "OverlayMarket", setting: str, language: str) -> str:
    """What is sized, where and when."""
    from data.base.days import iso  # noqa: PLC0415
    from engine.words import words  # noqa: PLC0415

    config, say = market.config, words(language)
    own, investor = config.capital.currency, config.investor.currency or config.capital.currency
    apart = "" if own == investor else "_apart"
    return say(
        "sizing.of_plan",
        pattern=config.kind.name,
        contract=_contract_of(config, setting),
        profile=config.broker_told,
        date=iso(market.day),
        amounts=say(f"sizing.amounts{apart}", currency=own, investor=investor),
    )


def _contract_of(config: "RunConfig", setting: str) -> str:
    """Root of the contract that a setting sizes."""
    return config.contract(f"{setting.partition('.')[0]}.contract").root


def _plain(market: "OverlayMarket", setting: str, sheet: "Sheet", ladder: "Sequence[Sheet]") -> dict[str, Any]:
    """The size of a plan as one JSON object: codes as words."""
    from data.base.days import iso  # noqa: PLC0415
    from engine.report.sheet_table import codes  # noqa: PLC0415

    config = market.config
    return {
        "name": config.called,
        "pattern": config.kind.name,
        "setting": setting,
        "contract": _contract_of(config, setting),
        "account": config.broker_told,
        "date": iso(market.day),
        "currency": config.capital.currency,
        "investor_currency": config.investor.currency or config.capital.currency,
        "size": {**sheet, **codes(sheet)},
        "ladder": list(ladder),
    }
