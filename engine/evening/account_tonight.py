"""What an account holds tonight, and how that stands to its plan."""

from typing import Any, NamedTuple

from engine.evening.evening import Evening
from engine.evening.standing import Standing


class AccountTonight(NamedTuple):
    """Money in account currency; exposures as shares of equity: that of futures held and, once tonight's orders have
    filled, `filled`; `target` is what the rules aim at (None: a plan without rules). `wanted` is the cash that the plan
    keeps (None: an account without a fund), `arriving` what is on its way.
    """

    equity: float
    fund: float
    cash: float
    arriving: float
    held: float
    filled: float
    target: float | None
    options: float
    wanted: float | None
    maintenance: float
    initial: float
    collateral: float

    @property
    def spare(self) -> float | None:
        """Cash with what is on its way, less what the plan keeps, account currency; negative: short of it."""
        return None if self.wanted is None else self.cash + self.arriving - self.wanted


def account_tonight(evening: Evening, held: Standing, filled: Standing) -> AccountTonight:
    """The account of an evening."""
    broker, account, margin = evening.broker, evening.broker.account, evening.margin
    equity = evening.equity
    wanted: Any = broker.session.cash_sweep.wanted if broker.terms.cash else None
    return AccountTonight(
        equity, account.fund, account.cash, account.in_transit,
        _share(held.futures, equity), _share(filled.futures, equity),
        evening.rules.target_ratio if evening.rules else None,
        account.options.value, wanted, margin.maintenance, margin.initial, margin.collateral,
    )  # fmt: skip


def _share(value: float, equity: float) -> float:
    return value / equity if equity > 0.0 else 0.0
