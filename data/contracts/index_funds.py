"""Index funds: shares that are paid for in full, whose price is a part of the index; terms
in the table `index_funds`.
"""

from dataclasses import dataclass

from data.base.days import Day
from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.perpetuals import Perpetual
from data.contracts.underlying import index_in
from data.facts import facts
from data.facts.kept import kept


@dataclass(frozen=True, slots=True)
class FundSpec:
    """Terms of an index fund: `index_share` is currency per share and index point, the expense ratio an
    annual decimal, `cost_rate` what a trade costs as a share of its value, `dividend_share` the part of the
    market's dividend yield that is paid out, `listed` the first trading day. A share is one unit
    (`multiplier`) and needs no margin.
    """

    root: str
    index_share: float
    expense_ratio: float
    cost_rate: float
    dividend_share: float
    currency: str
    index: str
    calendar: str
    listed: Day
    multiplier: float = 1.0
    margin_share: float = 0.0

    @property
    def cost_root(self) -> str:
        """Name of its costs in the table `costs`."""
        return self.root


class IndexFund(Perpetual[FundSpec]):
    """Shares of an index fund, as something to order."""


@kept
def fund_roots() -> tuple[str, ...]:
    """Roots of the funds with terms, `("BTCUSD", "SPXFUND")`, in the order of the alphabet."""
    return tuple(sorted({fact.name.split(".")[0] for fact in facts("index_funds")}))


@kept
def fund_spec(root: str) -> FundSpec:
    """Terms of an index fund; the unit of its share names the currency, the index and the calendar of its market.
    Raises `ConfigError` for an unknown root.
    """
    if root not in fund_roots():
        raise ConfigError(f"unknown index fund {root!r}; {hint(root, fund_roots())}")
    rows = facts("index_funds").group(root)
    return FundSpec(
        root=root,
        **{name: rows[name].value or 0.0 for name in ("index_share", "expense_ratio", "cost_rate", "dividend_share")},
        currency=rows["index_share"].unit.partition(" ")[0],
        index=index_in(rows["index_share"].unit),
        calendar=rows["index_share"].unit.rpartition(" ")[2],
        listed=rows["index_share"].valid_from,
    )
