"""The account that the terms of a broker open."""

from collections.abc import Sequence

from engine.account.account import Account
from engine.account.foreign_core import ForeignCoreAccount
from engine.day.session_inputs import SessionInputs
from engine.day.terms import BrokerTerms


def opened(terms: BrokerTerms, inputs: SessionInputs) -> tuple[Account, Sequence[float]]:
    """The account, and the rate of its core's currency by session: none where that is its own, or no market has it."""
    opened = terms.capital, terms.profile, terms.share_tax, terms.pledged
    rates = inputs.market.values("usdjpy") if inputs.market else inputs.hedge.spots if inputs.hedge else ()
    if not terms.fund.currency or not rates:
        return Account(*opened), ()
    return ForeignCoreAccount(*opened, half_spread=terms.fund.conversion), rates
