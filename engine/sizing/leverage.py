"""Leverage: how far the price may move before the voluntary stop and the loss-cut, and what survives a move."""

from typing import TypedDict

from data.base.digits import apart
from data.base.errors import ConfigError
from data.contracts.fx_accounts import FxAccount
from engine.sizing.size import levels
from engine.sizing.terms import FxTerms, Sheet, usual
from strategies.sizing import split as of_split
from strategies.sizing.checks import amount, bounded, positive, share
from strategies.sizing.leverage import (
    RequirementShares,
    cash_ratio,
    distance_to,
    largest_leverage,
    loss_at,
    margin_ratio,
    survives,
    touch_probability,
    within,
)
from strategies.sizing.size import leverage_of
from strategies.sizing.split import Split

LADDER = (1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 12.0, 25.0)
"""Leverages set side by side: up to the 25 that retail accounts in Japan may have."""
LEVERAGES = (0.01, 1000.0)
"""Least and most leverage that is taken for one."""
ROUNDING = 1e-9
STEPS = (
    "leverage", "cash_ratio", "margin_ratio", "stop_distance", "cut_distance", "loss_at_move", "survives", "cut_probability",
)  # fmt: skip


class LeverageSheets(TypedDict):
    """The position, the usual leverages beside it, and the split over several accounts (None for one account)."""

    leverage: Sheet
    ladder: list[Sheet]
    split: Sheet | None


def leverage_sheets(
    account: FxAccount, terms: FxTerms | None, *, direction: int, capital: float | None = None, units: float | None = None,
    multiple: float | None = None, cash_ratio: float | None = None, volatility: float | None = None,
    deviations: float | None = None, move: float | None = None, accounts: int = 1, refills: int = 0,
) -> LeverageSheets:  # fmt: skip
    """Sheets of a leverage: of a position in `units`, of a multiple, or of the cash behind a notional. Raises `ConfigError`.

    Without `move` the move is `deviations` x `volatility`. Without `terms` there are no prices, and no account that asks an amount per unit.
    """
    held = _leverage(terms, capital, units, multiple, cash_ratio)
    sigma = share("volatility", usual("fx.volatility") if volatility is None else volatility)
    if move is not None and deviations is not None:
        raise ConfigError("deviations have no effect beside a move; leave one of them out")
    if refills and accounts == 1:
        raise ConfigError("refills have no effect on one account; say how many accounts there are")
    times = bounded("deviations", usual("fx.deviations") if deviations is None else deviations, 0.1, 10.0)
    wide = share("move", sigma * times if move is None else move)
    if terms is None and account.requirement_per_unit:
        raise ConfigError("this account asks an amount for each unit: give the price of the pair")
    asked = terms.requirement if terms else RequirementShares(account.requirement)
    sheet = leverage_sheet(held, account, asked, move=wide, volatility=sigma, direction=direction)
    if move is None:
        sheet |= {"volatility": sigma, "deviations": times, "within": within(times)}
    if terms and capital is not None and units is not None:
        sheet |= position_sheet(capital, units, terms)
    steps = ladder(account, asked, move=wide, volatility=sigma, direction=direction)
    return {
        "leverage": sheet,
        "ladder": steps,
        "split": split_sheet(sheet, accounts, refills) if accounts > 1 else None,
    }


def _leverage(
    terms: FxTerms | None, capital: float | None, units: float | None, multiple: float | None, cash_ratio: float | None
) -> float:
    """The leverage asked about, told in exactly one way."""
    ways = [multiple is not None, cash_ratio is not None, units is not None]
    if sum(ways) != 1:
        raise ConfigError("say either how many units are held, or the leverage, or the cash ratio")
    owned = None if capital is None else amount("capital", capital)
    if owned is not None and units is None:
        raise ConfigError(
            "capital has no effect beside a leverage or a cash ratio; leave it out, or give units in their place"
        )
    if multiple is not None:
        return bounded("leverage", multiple, *LEVERAGES)
    if cash_ratio is not None:
        return 1.0 / share("cash ratio", cash_ratio)
    if terms is None or owned is None or units is None:
        raise ConfigError("units need the price of the pair and the capital behind them")
    return leverage_of(amount("units", units), terms.price, owned, terms.value)


def leverage_sheet(
    leverage: float, account: FxAccount, requirement: RequirementShares, *, move: float, volatility: float, direction: int = 1
) -> Sheet:  # fmt: skip
    """One leverage against a move (a share of the price): distances to the account's levels, and whether it survives the move.

    `volatility` is an annual decimal. Distances are shares of the price, None where no fall reaches the level. Raises `ConfigError` for more
    than the account opens.
    """
    positive("leverage", leverage)
    opened = margin_ratio(leverage, requirement)
    if opened < 1.0 - ROUNDING:
        asked, most = apart(leverage, 1.0 / requirement.at(0.0), digits=4)
        raise ConfigError(
            f"a leverage of {asked}x has {apart(100.0 * opened, 100.0, digits=2)[0]}% of the margin the account asks; "
            f"it opens no more than {most}x: check that capital and price are in the same currency"
        )
    cut = distance_to(account.loss_cut_level, leverage, requirement, direction)
    return {
        "leverage": leverage,
        "cash_ratio": cash_ratio(leverage),
        "margin_ratio": opened,
        "stop_distance": _reached(
            distance_to(account.voluntary_stop_level, leverage, requirement, direction), direction
        ),
        "cut_distance": _reached(cut, direction),
        "move": move,
        "loss_at_move": loss_at(leverage, move),
        "survives": survives(leverage, move, account.loss_cut_level, requirement, direction),
        "largest_leverage": min(
            largest_leverage(move, account.loss_cut_level, requirement, direction), 1.0 / requirement.at(0.0)
        ),
        "cut_probability": touch_probability(cut, volatility),
    }


def _reached(distance: float, direction: int) -> float | None:
    """A distance that the price can move: it falls by no more than itself."""
    return None if direction > 0 and distance >= 1.0 else distance


def position_sheet(capital: float, units: float, terms: FxTerms) -> Sheet:
    """A position in units with the prices of its levels; money in account currency."""
    leverage, account = leverage_of(units, terms.price, capital, terms.value), terms.account
    stop, cut = (
        distance_to(level, leverage, terms.requirement, terms.direction)
        for level in (account.voluntary_stop_level, account.loss_cut_level)
    )
    return {
        "capital": amount("capital", capital),
        "units": units,
        "notional": units * terms.unit,
        "required": units * terms.unit * terms.requirement.at(0.0),
        **levels(terms, stop, cut),
        "stop_move": stop * terms.price if _reached(stop, terms.direction) is not None else None,
        "cut_move": cut * terms.price if _reached(cut, terms.direction) is not None else None,
    }


def ladder(
    account: FxAccount, requirement: RequirementShares, *, move: float, volatility: float, direction: int = 1
) -> list[Sheet]:
    """The same for the usual leverages, as far as the account opens them, without what is the same for all."""
    opened = [one for one in LADDER if margin_ratio(one, requirement) >= 1.0 - ROUNDING]
    sheets = [
        leverage_sheet(one, account, requirement, move=move, volatility=volatility, direction=direction)
        for one in opened
    ]
    return [{name: sheet[name] for name in STEPS} for sheet in sheets]


def split_sheet(sheet: Sheet, accounts: int, refills: int) -> Sheet:
    """One capital in several accounts of that leverage: worst case and probabilities, for identical and for independent positions."""
    split = Split(accounts, sheet["cut_probability"] or 0.0)
    cut = sheet["cut_distance"]
    loss = loss_at(sheet["leverage"] or 0.0, 1.0 if cut is None else max(cut, 0.0))
    return {
        "accounts": accounts,
        "worst_case": of_split.worst_case(loss),
        "refills": refills,
        "worst_case_refilled": of_split.worst_case(loss, refills),
        "mean_loss": of_split.mean_loss(split, loss),
        "all_cut_identical": of_split.all_cut(split, identical=True),
        "all_cut_independent": of_split.all_cut(split, identical=False),
        "any_cut_identical": of_split.any_cut(split, identical=True),
        "any_cut_independent": of_split.any_cut(split, identical=False),
    }
