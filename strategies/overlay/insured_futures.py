"""Pattern C: pattern A, and protective puts on a share of its futures, renewed on fixed dates."""

from math import inf
from typing import Any

from data.base.right import Right
from data.base.sums import total
from data.contracts.contracts import future_spec, option_spec
from strategies.events.purposes import Purpose
from strategies.overlay.futures_overlay import FuturesOverlay
from strategies.overlay.insurance import goes_without, may_be_short, puts_for
from strategies.overlay.option_choice import OptionDates, strike_by_distance
from strategies.rules import leverage_cap


class InsuredFutures(FuturesOverlay):
    """Puts of `insurance_root` on `hedge_ratio` of the futures' index value, `out_of_the_money` below
    the index when bought.

    Renewed on the fixed date of every month, or of every so many `months`, held to expiry or sold there where
    `sessions_before` is above 0. When a rule
    makes the overlay smaller or larger, or futures stand without any put, the insurance follows; small rebalancings of
    the futures wait for the next date. Never so many that net delta would stand above the limit on total exposure,
    short, after a move of the index: what is too many is sold on any evening. Where the VIX stands above `below_vix`
    when they would be bought, the futures go without until the next fixed date.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("insurance_root", "XSP"),
        ("hedge_ratio", 1.0),
        ("out_of_the_money", 0.05),
        ("sessions_before", 0),
        ("months", 1),
        ("below_vix", inf),
    )

    def __init__(self) -> None:
        super().__init__()
        market, early = self.data.market, self.p.sessions_before
        self.spec = option_spec(self.p.insurance_root)
        self.dates = OptionDates(market.days[0], market.days[-1], market.calendar, early, months=self.p.months)
        self._without = self._renewal_missed = False

    def decide(self) -> None:
        """What pattern A does, then the insurance."""
        target = self.rebalance()
        renewed, bare = self._renewal_missed or self.view.next_session in self.dates, self._bare(target)
        self._renewal_missed = False
        self._look_at_vix(renewed=renewed, bare=bare)
        if renewed or self.switched or self.unfinished or self.behind or (bare and not self._without):
            self.insure(target, renewed=renewed)
        elif self.may_be_short(worth := self._worth(target)):
            self.trim_options(self.cap.limit, worth)

    def miss(self) -> None:
        """What pattern A misses; a fixed date that passes is made up for."""
        super().miss()
        self._renewal_missed = self._renewal_missed or self.view.next_session in self.dates

    def _look_at_vix(self, *, renewed: bool, bare: bool) -> None:
        """Decide whether the futures go without puts until the next fixed date, and tell when they begin to."""
        asked = renewed or (bare and not self._without)
        vix, below = self.view.value("vix"), self.p.below_vix
        self._without = goes_without(self._without, renewed, bare, vix, below)
        if asked and self._without and self.p.hedge_ratio > 0.0:
            self.journal.event(self.view.today, "uninsured", "", "uninsured", vix=vix, below=below)

    def puts_of(self, futures: int) -> int:
        """Puts that insure so many futures, to the nearest contract; index values cancel."""
        per_put = self.spec.multiplier * self.spec.index_share
        return puts_for(self.p.hedge_ratio, futures, future_spec(self.p.root).multiplier, per_put)

    def _bare(self, futures: int) -> bool:
        """Whether futures that are worth a put would stand without one."""
        return self.puts_of(futures) > 0 and not self._bought()

    def _bought(self) -> dict[Any, int]:
        """Contracts of the options that are held, and not written."""
        positions = self.broker.positions.items()
        return {one: int(position.size) for one, position in positions if one.is_option and position.size > 0}

    def _worth(self, futures: int) -> float:
        """Value of so many futures at today's prices."""
        contract = self.future_tonight(self._root)
        return float(futures * self.price_seen(contract) * contract.multiplier)

    def may_be_short(self, futures: float) -> bool:
        """Whether the puts held could make the account short beyond the limit beside futures of that value."""
        strikes = total(size * one.multiplier * one.contract.strike for one, size in self._bought().items())
        room = leverage_cap.ceiling(self.cap) * self.broker.getvalue()
        return may_be_short(strikes, room, futures)

    def insure(self, futures: int, *, renewed: bool) -> int:
        """Send the orders for the puts of a number of futures; the puts aimed at."""
        tomorrow = self.view.next_session
        lasting = {one: size for one, size in self._bought().items() if one.contract.expiry > tomorrow}
        expiry = self.dates.series(tomorrow)
        current = next((one for one in lasting if one.contract.expiry == expiry and not renewed), None)
        for other, size in lasting.items():
            if other is not current:
                self._trade_puts(other, 0, size)
        chosen = current or self.listed("P", expiry, self.p.out_of_the_money)
        most = self.most_options(chosen, self.cap.limit, self._worth(futures), {})
        puts = 0 if self._without else min(self.puts_of(futures), most)
        self._trade_puts(chosen, puts, lasting.get(current, 0))
        return puts

    def _trade_puts(self, contract: Any, wanted: int, held: int) -> None:
        if wanted != held:
            order = self.buy if wanted > held else self.sell
            order(data=contract, size=abs(wanted - held), purpose=Purpose.INSURANCE, exposure_limit=self.cap.limit)

    def listed(self, right: Right, expiry: int, distance: float) -> Any:
        """The series of an expiry whose strike is listed nearest to `distance` out of the money, a share of the
        index.
        """
        underlying = self.view.value("close") * self.spec.index_share
        strike = strike_by_distance(self.spec.steps(self.view.scale), underlying, distance, call=right == "C")
        return self.data.option(self.p.insurance_root, expiry, strike, right)
