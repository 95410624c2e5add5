"""What one contract of an overlay is worth, asks and costs on a day, from a market and the terms of a broker."""

from dataclasses import dataclass, replace
from math import isnan
from typing import Any

from data.base.days import Day, iso
from data.base.errors import ConfigError, DataError
from data.base.right import Right
from data.contracts.contracts import OptionContract, OptionSpec
from data.contracts.points import point_sizes
from data.market.market import Market
from engine.account.margin import requirement
from engine.account.margin_asked import margin_is_unknown
from engine.assembly.open_account import open_account
from engine.day.session_inputs import session_inputs
from engine.settings.run_config import RunConfig
from engine.stress.account_state import StressTerms
from engine.stress.from_run import stress_terms
from strategies.overlay.option_choice import OptionDates, strike_by_delta, strike_by_distance
from strategies.sizing.checks import positive

HALF_A_MONTH = 15
"""Calendar days."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An option on a day: its contract, what one costs with half the spread and commission (`cost`) and what it is
    worth (`mid`), account currency, and the value of its underlying times its multiplier.
    """

    contract: OptionContract
    cost: float
    mid: float
    underlying: float

    @property
    def strike(self) -> float:
        """Its strike as a share of the index."""
        spec = self.contract.spec
        return self.contract.strike * spec.multiplier / self.underlying


class OverlayMarket:
    """A plan's market on a day: `index` in points, `rate` the investor's currency for one of the account's, `capital`
    in account currency, `terms` those of the broker in a shock.

    `price` puts the index somewhere else, points: what is worth, asked and paid moves with it. Raises `ConfigError` for
    a price or a day that cannot be, `DataError` for one on which yen are needed and not known, and what opening the
    account raises.
    """

    def __init__(self, config: RunConfig, market: Market, day: Day | None = None, price: float | None = None) -> None:
        self.config, self.day = config, market.days[-1] if day is None else day
        if self.day not in market.days:
            raise ConfigError(
                f"--date {iso(self.day)}: is no session of the market, which goes from {iso(market.days[0])} to "
                f"{iso(market.days[-1])}; choose one of its sessions"
            )
        self._row, self._market = market.row_of(self.day), market
        self._feed, broker = open_account(config, market)
        view, self._broker = market.as_of(self.day), broker.terms
        self.rate = view.value("usdjpy") if self._foreign() else 1.0
        if isnan(self.rate):
            raise DataError(f"{iso(self.day)}: the market does not know USD/JPY; choose another day")
        close = view.value("close")
        self.index = close if price is None else positive("price", price)
        self.scale = self.index / close
        self._point = point_sizes(market.index, [self.day], [close])[0]

    def _foreign(self) -> bool:
        own = self.config.capital.currency
        return self.config.investor.currency not in (None, own)

    @property
    def capital(self) -> float:
        """Opening capital, account currency."""
        told = self.config.investor.capital
        return self.config.capital.initial if told is None else told / self.rate

    def shock(self) -> StressTerms:
        """What broker and standing instructions do in a shock, for one contract. Raises `ConfigError` as `stress_terms`
        does.
        """
        terms = stress_terms(self._broker, self.config.overlay.contract, self.day)
        return terms._replace(closing_cost=terms.closing_cost * self._point)

    def future(self) -> tuple[float, float, float]:
        """(value of one contract of the plan's future, maintenance margin as a share of it, initial margin as a
        multiple of that); account currency. Raises `MissingFact` where the margin is not known.
        """
        following = self._market.next_sessions[self._row]
        contract = self._feed.lead(self.config.overlay.contract, following).contract
        asked = session_inputs(self._market, self._broker).margin
        unit = self._feed.curve.price(contract, self._row) * contract.spec.multiplier
        full = asked.maintenance[self._row]
        if isnan(full):
            raise margin_is_unknown(asked.family, self.day)
        of_one = requirement(contract.spec.margin_share, full, self._broker.profile.margin_multiple, 1.0)
        return unit * self.scale, of_one / unit, asked.initial_ratio[self._row]

    def option(self, section: str, right: Right) -> Offered:
        """The series that the settings of a section choose on this evening, as it would be bought: that of the next
        fixed date where less than half of its time is left to the current one. Raises `ConfigError` where they name no
        option.
        """
        chosen: Any = self.config.section(section)
        spec = self.config.contract(f"{section}.contract")
        if not isinstance(spec, OptionSpec):
            raise ConfigError(f"{section}.contract: should be an option")
        days = self._market.days
        months = getattr(chosen, "months", 1)
        dates = OptionDates(days[0], days[-1], self._market.calendar, chosen.sessions_before, months=months)
        expiry = dates.series(self._market.next_sessions[self._row])
        if expiry - self.day < HALF_A_MONTH * months:
            expiry = dates.series(expiry)
        contract = self._listed(spec, expiry, right, chosen)
        mark = self._feed.options.at_close(contract, self._row)
        paid = spec.multiplier * self.scale
        commission = self._broker.option_commissions[spec.cost_root]
        underlying = self.index * spec.index_share * spec.multiplier
        there = replace(contract, strike=contract.strike * self.scale)
        return Offered(there, mark.ask * paid + commission * self._point, mark.mid * paid, underlying)

    def _listed(self, spec: OptionSpec, expiry: Day, right: Right, chosen: Any) -> OptionContract:
        steps, call = spec.steps(self._market.scale[self._row]), right == "C"
        underlying = self._market.values("close")[self._row] * spec.index_share

        def at(strike: float) -> OptionContract:
            return OptionContract(spec, expiry, strike, right)

        wanted = getattr(chosen, "delta", None)
        if wanted is None:
            return at(strike_by_distance(steps, underlying, chosen.out_of_the_money, call=call))
        found = strike_by_delta(
            steps, underlying, wanted, lambda one: self._feed.options.at_close(at(one), self._row).delta, call=call
        )
        return at(found)
