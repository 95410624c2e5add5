"""Leverage: how far the price may move before the voluntary stop and the loss-cut, and what survives a move."""

from typing import NamedTuple, TypedDict

from data.base.digits import apart
from data.base.errors import ConfigError
from data.contracts.fx_accounts import FxAccount
from engine.sizing.fx_deal import FxDeal
from engine.sizing.sheet import Sheet, of_all, usual
from engine.sizing.size_sheet import levels
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
"""Of a margin ratio of 1: what the account just opens it opens, whatever rounding made of it."""
STEPS = (
    "leverage", "cash_ratio", "margin_ratio", "stop_distance", "cut_distance", "loss_at_move", "survives",
    "cut_probability",
)  # fmt: skip


class LeverageAsked(NamedTuple):
    """A leverage, told in one of three ways: `units` with the `capital` behind them, a
    `multiple`, or the cash behind a notional; and what is owned besides the capital, account currency.
    """

    capital: float | None = None
    units: float | None = None
    multiple: float | None = None
    cash_ratio: float | None = None
    others: float = 0.0

    def leverage(self, deal: FxDeal | None) -> float:
        """Notional over capital, > 0. Raises `ConfigError` where it is not told, or told twice, and for a number out of
        range.
        """
        ways = [self.multiple is not None, self.cash_ratio is not None, self.units is not None]
        if sum(ways) != 1:
            raise ConfigError("say either how many units are held, or the leverage, or the cash ratio")
        owned = None if self.capital is None else amount("capital", self.capital)
        if owned is not None and self.units is None:
            raise ConfigError(
                "capital has no effect beside a leverage or a cash ratio; leave it out, or give units in their place"
            )
        if self.multiple is not None:
            return bounded("leverage", self.multiple, *LEVERAGES)
        if self.cash_ratio is not None:
            return 1.0 / share("cash ratio", self.cash_ratio)
        if deal is None or owned is None or self.units is None:
            raise ConfigError("units need the price of the pair and the capital behind them")
        return leverage_of(amount("units", self.units), deal.price, owned, deal.value)


class MoveAsked(NamedTuple):
    """A move against the position, a positive share of the price: told, or so many standard deviations of an annual
    volatility (a decimal).
    """

    volatility: float | None = None
    deviations: float | None = None
    move: float | None = None

    @property
    def times(self) -> float:
        """Standard deviations to be ready for, the usual ones where none are told. Raises `ConfigError` for a number
        out of range.
        """
        return bounded("deviations", usual("fx.deviations") if self.deviations is None else self.deviations, 0.1, 10.0)


class SplitAsked(NamedTuple):
    """How many accounts the capital is split over, and how often each is refilled."""

    accounts: int = 1
    refills: int = 0


class LeverageSheets(TypedDict):
    """The position, the usual leverages beside it, and the split over several accounts (None for one account)."""

    leverage: Sheet
    ladder: list[Sheet]
    split: Sheet | None


def leverage_sheets(
    account: FxAccount,
    deal: FxDeal | None,
    *,
    direction: int,
    held: LeverageAsked,
    adverse: MoveAsked,
    parts: SplitAsked,
) -> LeverageSheets:
    """Sheets of a leverage that is held, an adverse move, and the parts the capital is split into. `direction` is 1 for
    a long position, -1 for a short one.

    Without a deal there are no prices, and no account that asks an amount per unit. Raises `ConfigError` for what does
    not go together, for a number out of range, and for more than the account opens.
    """
    leverage = held.leverage(deal)
    sigma = share("volatility", usual("fx.volatility") if adverse.volatility is None else adverse.volatility)
    if adverse.move is not None and adverse.deviations is not None:
        raise ConfigError("deviations have no effect beside a move; leave one of them out")
    if parts.refills and parts.accounts == 1:
        raise ConfigError("refills have no effect on one account; say how many accounts there are")
    if held.others and (held.capital is None or held.units is None):
        raise ConfigError("other assets are counted beside a capital: give --capital and --units")
    times = adverse.times
    wide = share("move", sigma * times if adverse.move is None else adverse.move)
    if deal is None and account.requirement_per_unit:
        raise ConfigError("this account asks an amount for each unit: give the price of the pair")
    asked = deal.requirement if deal else RequirementShares(account.requirement)
    sheet = leverage_sheet(leverage, account, asked, move=wide, volatility=sigma, direction=direction)
    if adverse.move is None:
        sheet |= {"volatility": sigma, "deviations": times, "within": within(times)}
    if deal:
        sheet |= {
            "band": wide * deal.price, "band_low": (1.0 - wide) * deal.price, "band_high": (1.0 + wide) * deal.price,
        }  # fmt: skip
    if deal and held.capital is not None and held.units is not None:
        sheet |= position_sheet(held.capital, held.units, deal)
        sheet |= of_all(min(loss_at(leverage, wide), 1.0) * held.capital, held.capital, held.others)
    return {
        "leverage": sheet,
        "ladder": ladder(account, asked, move=wide, volatility=sigma, direction=direction),
        "split": split_sheet(sheet, parts) if parts.accounts > 1 else None,
    }


def leverage_sheet(
    leverage: float, account: FxAccount, requirement: RequirementShares, *, move: float, volatility: float,
    direction: int = 1
) -> Sheet:  # fmt: skip
    """One leverage against a move (a positive share of the price): distances to the account's levels, and whether it
    survives the move.

    `volatility` is an annual decimal. Distances are shares of the price against the position, negative where the level
    is reached already, None where no fall reaches it. Raises `ConfigError` for more than the account opens.
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


def position_sheet(capital: float, units: float, deal: FxDeal) -> Sheet:
    """A position in units with the prices of its levels; money in account currency."""
    leverage, account = leverage_of(units, deal.price, capital, deal.value), deal.account
    stop, cut = (
        distance_to(level, leverage, deal.requirement, deal.direction)
        for level in (account.voluntary_stop_level, account.loss_cut_level)
    )
    return {
        "capital": amount("capital", capital),
        "units": units,
        "notional": units * deal.unit,
        "required": units * deal.unit * deal.requirement.at(0.0),
        **deal.commission(units),
        **levels(deal, stop, cut),
        "stop_move": stop * deal.price if _reached(stop, deal.direction) is not None else None,
        "cut_move": cut * deal.price if _reached(cut, deal.direction) is not None else None,
    }


def ladder(
    account: FxAccount, requirement: RequirementShares, *, move: float, volatility: float, direction: int = 1
) -> list[Sheet]:
    """The same for the usual leverages, without what is the same for all. Those that the account does not open, for
    which `leverage_sheet` raises `ConfigError`, are left out.
    """
    opened = [one for one in LADDER if margin_ratio(one, requirement) >= 1.0 - ROUNDING]
    sheets = [
        leverage_sheet(one, account, requirement, move=move, volatility=volatility, direction=direction)
        for one in opened
    ]
    return [{name: sheet[name] for name in STEPS} for sheet in sheets]


def split_sheet(sheet: Sheet, parts: SplitAsked) -> Sheet:
    """One capital in several accounts of that leverage: worst case and probabilities, for
    identical and for independent positions.
    """
    split = Split(parts.accounts, sheet["cut_probability"] or 0.0)
    cut = sheet["cut_distance"]
    loss = loss_at(sheet["leverage"] or 0.0, 1.0 if cut is None else max(cut, 0.0))
    return {
        "accounts": parts.accounts,
        "worst_case": of_split.worst_case(loss),
        "refills": parts.refills,
        "worst_case_refilled": of_split.worst_case(loss, parts.refills),
        "mean_loss": of_split.mean_loss(split, loss),
        "all_cut_identical": of_split.all_cut(split, identical=True),
        "all_cut_independent": of_split.all_cut(split, identical=False),
        "any_cut_identical": of_split.any_cut(split, identical=True),
        "any_cut_independent": of_split.any_cut(split, identical=False),
    }
