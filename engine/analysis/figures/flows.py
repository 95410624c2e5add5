"""Figures of money that is paid into an account and taken out of it; only runs in which money flows have them."""

from data.base.arrow import is_among, to_array
from engine.account.paid import INWARDS
from engine.analysis.figure import figure
from engine.analysis.money_weighted import money_weighted
from engine.analysis.record import Record
from engine.analysis.unit_value import FLOWS, net_flows


@figure(
    form="{:.2%}",
    words={"en": "money-weighted return a year", "ja": "年率リターン(金額加重)"},
    undefined="less than a year, no rate that fits, or more than one; a run in which no money flows",
)
def money_weighted_return(record: Record) -> float | None:
    """The rate a year at which opening equity and what was paid in would have grown to what was taken out and final
    equity, by calendar days over 365.25.
    """
    if FLOWS not in record.tables:
        return None
    life = record.life
    return money_weighted(life.days, life.equity, net_flows(record.told)[: len(life.days)])


@figure(form="{:,.2f}", words={"en": "paid in", "ja": "入金の合計"}, undefined="a run in which no money flows")
def paid_in(record: Record) -> float | None:
    """All contributions after the opening capital, in the currency in which the run is told."""
    return _paid(record, came=True)


@figure(form="{:,.2f}", words={"en": "taken out", "ja": "出金の合計"}, undefined="a run in which no money flows")
def taken_out(record: Record) -> float | None:
    """All withdrawals as they were paid, positive, in the currency in which the run is told."""
    return _paid(record, came=False)


@figure(
    form="{:.0f}",
    words={"en": "withdrawals cut short", "ja": "満額に届かなかった出金の回数"},
    undefined="a run in which no money flows",
)
def withdrawals_short(record: Record) -> float | None:
    """Withdrawals of which less was paid than was asked: initial margin had to stay, or money was not there."""
    if FLOWS not in record.tables:
        return None
    return float(record.tables["events"]["kind"].to_pylist().count("withdrawal_short"))


def _paid(record: Record, *, came: bool) -> float | None:
    if FLOWS not in record.tables:
        return None
    flows = record.told[FLOWS]
    return float(to_array(flows["paid"])[is_among(flows["kind"], INWARDS) == came].sum())
