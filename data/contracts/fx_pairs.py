"""Currency pairs: what a pip is, and what a price can be, so that a unit taken for another is noticed."""

from dataclasses import dataclass

from data.base.errors import ConfigError
from data.base.meant import hint
from data.facts import facts

TABLE = "fx_pairs"
ROOM = 1.5
"""How far beyond anything seen since 1999 a price may lie, as a multiple, before it is taken for a mistake."""
FARTHEST_STOP = 0.25
"""Share of the price beyond which a stop given in pips is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class FxPair:
    """A pair such as USDJPY: prices, the pip among them, are amounts of the quote
    currency per unit of the base currency.
    """

    name: str
    pip: float
    lowest: float
    highest: float

    @property
    def base(self) -> str:
        """The currency that is bought and sold."""
        return self.name[:3]

    @property
    def quote(self) -> str:
        """The currency in which the price is told."""
        return self.name[3:]

    @property
    def shown(self) -> str:
        """The name as people write it: USD/JPY."""
        return f"{self.base}/{self.quote}"

    def can_be(self, price: float) -> bool:
        """Whether a price, in the quote currency, is near enough to what the pair has traded at since 1999."""
        return self.lowest / ROOM <= price <= self.highest * ROOM

    def check_price(self, price: float) -> None:
        """Raise `ConfigError` for a price that is upside down, in another currency, or out of the question."""
        if self.can_be(price):
            return
        if price > 0.0 and self.can_be(1.0 / price):
            raise ConfigError(
                f"{self.shown} at {price:g} is upside down: a price is {self.quote} for one {self.base}, "
                f"here {1.0 / price:.6g}"
            )
        seen = f"since 1999 it was {self.lowest:g} to {self.highest:g} {self.quote} for one {self.base}"
        if self.quote != "JPY" and (yen := PAIRS.get(f"{self.base}JPY")) and yen.can_be(price):
            raise ConfigError(f"{self.shown} at {price:g}: {seen}; {price:g} looks like yen, the price of {yen.shown}")
        raise ConfigError(f"{self.shown} at {price:g}: {seen}; check the pair and the price")

    def check_pip(self, pip: float) -> None:
        """Raise `ConfigError` for a pip of another size."""
        if not abs(pip - self.pip) <= 1e-9:
            raise ConfigError(
                f"a pip of {self.shown} is {self.pip:g}, not {pip:g}: it is 0.01 where the price is in yen "
                "and 0.0001 elsewhere"
            )

    def distance(self, pips: float, price: float) -> float:
        """The distance in price of a stop given in pips, positive. Raises `ConfigError`
        where it looks like another unit.

        >>> fx_pair("USDJPY").distance(50.0, price=150.0)
        0.5
        """
        distance = pips * self.pip
        if not pips >= 1.0:
            raise ConfigError(
                f"a stop of {pips:g} pips of {self.shown} is less than one pip ({self.pip:g}); "
                f"as a distance in price, {pips:g} is {pips / self.pip:g} pips"
            )
        if distance > FARTHEST_STOP * price:
            raise ConfigError(
                f"a stop of {pips:g} pips of {self.shown} is {distance:g} at a price of {price:g}: a pip "
                f"is {self.pip:g} here"
            )
        return distance


def _pairs() -> dict[str, FxPair]:
    latest = facts(TABLE).group()
    names = dict.fromkeys(name.partition(".")[0] for name in latest)
    fields = ("pip", "lowest", "highest")
    return {name: FxPair(name, *(latest[f"{name}.{field}"].value or 0.0 for field in fields)) for name in names}


PAIRS = _pairs()


def fx_pair(name: str) -> FxPair:
    """The pair of a name such as USDJPY or USD/JPY. Raises `ConfigError` for an unknown one."""
    plain = name.replace("/", "").upper()
    if plain in PAIRS:
        return PAIRS[plain]
    if plain[3:] + plain[:3] in PAIRS:
        raise ConfigError(f"pair {name!r} is upside down; the market quotes {PAIRS[plain[3:] + plain[:3]].shown}")
    raise ConfigError(f"unknown pair {name!r}; {hint(name, PAIRS)}")


def conversion(pair: FxPair, currency: str, price: float, quote_rate: float | None) -> float:
    """Account currency for one unit of the pair's quote currency.

    1 where they are the same, 1 / price where the account is in the base currency, else `quote_rate`. Raises
    `ConfigError` where that is missing, needless or out of the question.

    >>> conversion(fx_pair("USDJPY"), "USD", 125.0, None)
    0.008
    """
    known = 1.0 if currency == pair.quote else 1.0 / price if currency == pair.base else None
    if known is not None:
        if quote_rate is not None and abs(quote_rate / known - 1.0) > 0.01:
            raise ConfigError(
                f"{quote_rate:g} {currency} for one {pair.quote} contradicts the price; leave the rate out "
                f"for {pair.shown}"
            )
        return known
    if quote_rate is None:
        raise ConfigError(
            f"an account in {currency} that trades {pair.shown} needs the rate of its losses: {currency} "
            f"for one {pair.quote}"
        )
    _check_rate(pair.quote, currency, quote_rate)
    return quote_rate


def _check_rate(quote: str, currency: str, rate: float) -> None:
    if direct := PAIRS.get(quote + currency):
        direct.check_price(rate)
    elif (inverse := PAIRS.get(currency + quote)) and not inverse.can_be(1.0 / rate):
        raise ConfigError(f"{rate:g} {currency} for one {quote}: it should be 1 over the price of {inverse.shown}")
