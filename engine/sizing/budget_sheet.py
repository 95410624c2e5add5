"""Size of an overlay of bought options from the loss that is allowed: what may be spent on premium each month."""

from engine.sizing.overlay_market import OverlayMarket
from engine.sizing.overlay_sheet import BY_LIMIT, BY_LOSS, LossAsked, asked_rows, check_fall, room
from engine.sizing.sheet import Sheet, of_all
from strategies.overlay.option_budget import DIRECTIONS, PUTS, contracts_within
from strategies.overlay.option_choice import PRUDENT_BUDGET
from strategies.sizing.overlay_loss import budget_for, capital_for


def budget_sheet(market: OverlayMarket, asked: LossAsked, months: int) -> Sheet:
    """The largest premium a month that loses no more than is allowed when so many months in a row lose all of it, and
    the contracts that it buys.

    Money is account currency, the losses in the investor's. Raises `ConfigError` for numbers out of range, and where
    nothing is left for an overlay.
    """
    check_fall(asked.fall)
    left, options = room(asked, market.shock()), market.config.options
    by_loss = budget_for(left, months)
    limit = 1.0 if options.acknowledge_high_budget else PRUDENT_BUDGET
    budget = min(by_loss, limit)
    one = market.option("options", "P" if options.direction == DIRECTIONS[PUTS] else "C")
    count = contracts_within(budget, market.capital, one.cost * (1.0 - 1e-12))
    lost = 1.0 - (1.0 - count * one.cost / market.capital) ** months
    investor = 1.0 - (1.0 - lost) * (1.0 - asked.fall.currency)
    money = investor * market.capital * market.rate
    return {
        **asked_rows(market, asked),
        "months": float(months),
        "overlay_may_lose": left,
        "budget_by_loss": by_loss,
        "budget_limit": limit,
        "budget": budget,
        "bound": float(BY_LOSS if by_loss <= limit else BY_LIMIT),
        "strike": one.strike * market.index,
        "unit": one.cost,
        "contracts": float(count),
        "first_capital": capital_for(1, one.cost, budget),
        "second_capital": capital_for(2, one.cost, budget),
        **({} if not count else {
            "premium": count * one.cost,
            "premium_year": 12.0 * count * one.cost,
            "loss_in_a_row": money,
            "loss_share": investor,
            **of_all(money, market.capital * market.rate, asked.other_assets),
        }),
    }  # fmt: skip
