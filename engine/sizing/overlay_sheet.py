"""Size of an overlay from the loss that is allowed: futures, alone or with puts, and what the broker then says."""

from functools import partial
from math import inf
from typing import NamedTuple

from data.base.errors import ConfigError
from data.contracts.contracts import future_spec
from engine.sizing.overlay_account import Fall, OverlayAccount, account_of, called, usual_sessions
from engine.sizing.overlay_market import Offered, OverlayMarket
from engine.sizing.sheet import Sheet, of_all
from engine.stress.account_state import KINDS, StressTerms
from strategies.base.contracts_for import contracts_for
from strategies.overlay.insurance import puts_for
from strategies.rules.buffer import SPARE
from strategies.rules.leverage_cap import PRUDENT_LIMIT
from strategies.sizing.checks import bounded, share
from strategies.sizing.leverage import RequirementShares, cash_ratio, largest_leverage
from strategies.sizing.overlay_loss import (
    NO_PUTS,
    Puts,
    capital_for,
    loss_in_steps,
    ratio_for,
    share_for_overlay,
    worst_up_to,
)

BY_LOSS, BY_BROKER, BY_LIMIT = range(3)
"""What the size is bound by: the loss allowed, no sale by the broker at that fall, the limit on total exposure."""
SLOWLY = 12
"""Months over which the same fall is spread where puts are renewed on the way."""
NONE = 1e-6
"""Overlay, a share of equity, that is none."""
MOST = 20.0
"""Overlay beyond which no plan goes, a share of equity."""


class LossAsked(NamedTuple):
    """The loss allowed (a share of equity, in the investor's currency), the fall of the market at which it may come,
    and what else is owned, in the investor's currency.
    """

    allowed: float
    fall: Fall
    other_assets: float = 0.0


def check_fall(fall: Fall) -> Fall:
    """A fall as it may be, 0 where none is asked for. Raises `ConfigError` for a number out of range."""
    if fall.market:
        share("fall", fall.market)
    if fall.currency:
        share("fall of the dollar", fall.currency)
    bounded("margin", fall.margin, 1.0, 10.0)
    return fall


def room(asked: LossAsked, terms: StressTerms) -> float:
    """What the overlay may lose, a share of equity in account currency, above 0. Raises `ConfigError` where the
    currency's fall takes it all.
    """
    left = share_for_overlay(
        share("allowed loss", asked.allowed), asked.fall.currency, terms.hedge_ratio, usual_sessions()
    )
    if left <= 0.0:
        raise ConfigError(
            f"a fall of the dollar by {asked.fall.currency:.1%} alone takes all of the loss of {asked.allowed:.1%} "
            "that is allowed, and nothing is left for an overlay; hedge the currency (hedge.ratio), or allow more"
        )
    return left


class _Insured(NamedTuple):
    """The series of the puts, how many go with a future (any number), and what they are to a notional of 1."""

    series: Offered | None = None
    each: float = 0.0
    puts: Puts = NO_PUTS


def _insured(market: OverlayMarket, unit: float) -> _Insured:
    config = market.config
    if not config.reads("insurance.hedge_ratio") or not config.insurance.hedge_ratio:
        return _Insured()
    series = market.option("insurance", "P")
    multiplier, spec = future_spec(config.overlay.contract).multiplier, series.contract.spec
    each = config.insurance.hedge_ratio * multiplier / (spec.multiplier * spec.index_share)
    cover = each * series.underlying / unit
    return _Insured(series, each, Puts(cover, series.strike, series.mid / series.underlying))


def overlay_sheet(market: OverlayMarket, asked: LossAsked) -> Sheet:
    """Ratio, contracts, spare cash, distances and margin of the largest overlay of futures that loses no more than is
    allowed, that the broker does not close in that fall, and that is within the plan's limit.

    Money is account currency (`_investor`: the investor's), distances are falls of the index in one session. Raises
    `ConfigError` for numbers out of range, and where nothing is left for an overlay.
    """
    check_fall(asked.fall)
    unit = market.future()[0]
    insured = _insured(market, unit)
    account = account_of(market, insured.series, insured.each)
    left, lost = room(asked, account.terms), worst_up_to(asked.fall.market, insured.puts)
    by_loss = ratio_for(left, lost) if lost > 0.0 else inf
    most = (market.config.overlay.max_total_exposure or PRUDENT_LIMIT) - 1.0
    unforced = account.largest(asked.fall, MOST * account.capital / unit) * unit / account.capital
    ratios = (by_loss, unforced, most)
    ratio = min(ratios) if unforced > NONE else 0.0
    contracts = contracts_for(ratio, account.capital, unit * (1.0 - 1e-12), reduced=True)
    loses = partial(_loses, market, insured, unit=unit, fall=asked.fall.market)
    while contracts and loses(contracts) > left * account.capital * (1.0 + 1e-9):
        contracts -= 1
    first, second = (max(capital_for(count, unit, ratio), loses(count) / left) if ratio else None for count in (1, 2))
    return {
        **asked_rows(market, asked),
        "margin_multiple": asked.fall.margin if asked.fall.margin != 1.0 else None,
        "overlay_may_lose": left,
        "loss_of_one": lost,
        "ratio_by_loss": by_loss if by_loss < inf else None,
        "ratio_slowly": ratio_for(left, loss_in_steps(asked.fall.market, SLOWLY, insured.puts))
        if insured.series
        else None,
        "ratio_unforced": unforced,
        "ratio_limit": most,
        "ratio": ratio,
        "bound": float(ratios.index(min(ratios))),
        "spare_needed": max(_spare_needed(account, asked.fall), 0.0),
        "unit": unit,
        "contracts": float(contracts),
        "first_capital": first,
        "second_capital": second,
        **(_held(market, account, insured, contracts, asked) if contracts else {}),
    }


def _whole_puts(market: OverlayMarket, insured: _Insured, contracts: int, unit: float) -> tuple[int, Puts]:
    """How many puts go with so many futures, and what they are to the notional of these."""
    if insured.series is None:
        return 0, NO_PUTS
    spec, config = insured.series.contract.spec, market.config
    multiplier = future_spec(config.overlay.contract).multiplier
    puts = puts_for(config.insurance.hedge_ratio, contracts, multiplier, spec.multiplier * spec.index_share)
    return puts, insured.puts._replace(cover=puts * insured.series.underlying / (contracts * unit))


def _loses(market: OverlayMarket, insured: _Insured, contracts: int, unit: float, fall: float) -> float:
    """What whole futures with whole puts lose in a fall, account currency."""
    whole = _whole_puts(market, insured, contracts, unit)[1]
    return contracts * unit * worst_up_to(fall, whole)


def _spare_needed(account: OverlayAccount, fall: Fall) -> float:
    """What has to stand behind futures beyond their initial margin so that a fall brings no call, of their notional."""
    one = account.one
    asked = RequirementShares(one.margin_share * fall.margin)
    return cash_ratio(largest_leverage(fall.market, 1.0, asked)) - one.margin_share * one.initial_ratio


def asked_rows(market: OverlayMarket, asked: LossAsked) -> Sheet:
    """What was asked, as rows."""
    fall, foreign = asked.fall, market.rate != 1.0
    return {
        "capital": market.capital,
        "capital_investor": market.capital * market.rate if foreign else None,
        "index": market.index,
        "fall": fall.market or None,
        "index_after": market.index * (1.0 - fall.market) if fall.market else None,
        "currency_fall": fall.currency or None,
        "allowed": asked.allowed,
        "allowed_loss": asked.allowed * market.capital * market.rate,
    }


def _held(market: OverlayMarket, account: OverlayAccount, insured: _Insured, contracts: int, asked: LossAsked) -> Sheet:
    """What whole contracts lose, and where the broker stands."""
    fall, unit = asked.fall, account.one.unit
    notional, (puts, whole) = contracts * unit, _whole_puts(market, insured, contracts, unit)
    lost = _loses(market, insured, contracts, unit, fall.market)
    investor = market.capital - (market.capital - lost + _hedged(account, fall)) * (1.0 - fall.currency)
    money = investor * market.rate
    return {
        "notional": notional,
        "puts": float(puts) if insured.series else None,
        "premium": puts * insured.series.cost if insured.series else None,
        "loss_at_fall": money,
        "loss_share": investor / market.capital,
        "loss_slowly": notional * loss_in_steps(fall.market, SLOWLY, whole) * market.rate if puts else None,
        **of_all(money, market.capital * market.rate, asked.other_assets),
        **_broker(account, contracts, fall),
        **_distances(market, account, contracts),
    }


def _hedged(account: OverlayAccount, fall: Fall) -> float:
    """What the currency hedge gains by the fall of the currency, account currency."""
    return account.capital * (share_for_overlay(0.0, fall.currency, account.terms.hedge_ratio, usual_sessions())
        - share_for_overlay(0.0, fall.currency))  # fmt: skip


def _broker(account: OverlayAccount, contracts: int, fall: Fall) -> Sheet:
    """Margin, spare cash by the rule and by the plan, and what becomes of the account."""
    notional, terms, one = contracts * account.one.unit, account.terms, account.one
    assert terms.cash is not None  # noqa: S101  (asked when the terms were made)
    maintenance = notional * one.margin_share
    counts = terms.profile.fund_is_collateral
    return {
        "required": maintenance * one.initial_ratio,
        "maintenance": maintenance,
        "maintenance_at_fall": maintenance * (1.0 if terms.opening else 1.0 - fall.market) * fall.margin,
        "spare": notional * (terms.cash.sleeve if counts else terms.cash.buffer),
        "spare_rule_low": notional * SPARE[0],
        "spare_rule_high": notional * SPARE[1],
        "cash": account.state(contracts).cash,
        "outcome": float(KINDS.index(account.after(contracts, fall).kind)),
    }


def _distances(market: OverlayMarket, account: OverlayAccount, contracts: int) -> Sheet:
    """Falls of one session that bring a margin call, and the broker's sale; None where none does."""
    call, cut = account.distance(contracts, called), account.distance(contracts, lambda outcome: outcome.fatal)
    return {
        "call_distance": call,
        "call_points": None if call is None else call * market.index,
        "cut_distance": cut,
        "cut_points": None if cut is None else cut * market.index,
    }
