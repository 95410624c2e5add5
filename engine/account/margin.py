"""Requirement and collateral: pure functions of numbers."""

from math import inf

NOISE = 1e-10
"""What floats leave of a balance that is exact: a share of what is asked, for which nobody is called."""


def collateral_value(cash: float, fund: float, fund_haircut: float, in_transit: float = 0.0) -> float:
    """What the broker counts, account currency: cash (also negative) and the fund less its haircut, a share.

    Money on its way counts only against a debt in cash, and only where the fund lies with the broker: there the debt is
    covered by the redemption that was ordered for it. Otherwise it counts for nothing until it arrives.

    >>> collateral_value(-2_000.0, 100_000.0, 0.1, in_transit=5_000.0)
    90000.0
    """
    covered = min(in_transit, -cash) if cash < 0.0 and fund_haircut < 1.0 else 0.0
    return cash + covered + (1.0 - fund_haircut) * fund


def cash_at_collateral(wanted: float, fund: float, fund_haircut: float, in_transit: float = 0.0) -> float:
    """The cash at which collateral is worth `wanted`, everything else staying as it is; negative: owed. The inverse
    of `collateral_value`.

    >>> cash_at_collateral(collateral_value(-9_000.0, 100_000.0, 0.1), 100_000.0, 0.1)
    -9000.0
    """
    cash = wanted - (1.0 - fund_haircut) * fund
    return cash - in_transit if cash < 0.0 and fund_haircut < 1.0 else cash


def call_index(cash_wanted: float, cash: float, value: float, slope: float) -> float:
    """The index, in points, at which variation margin has brought cash to `cash_wanted`.

    `value` is the signed value of the futures at their last marks, `slope` what a point of the index is worth to them,
    not 0; both negative when short.

    >>> call_index(2_000.0, 3_000.0, value=25_000.0, slope=5.0)
    4800.0
    """
    return (cash_wanted - cash + value) / slope


def spare_fund(collateral: float, initial: float, fund_haircut: float) -> float:
    """Fund that can be redeemed without bringing collateral below initial margin while the money is on its way: account
    currency, never negative, infinite where the fund is no collateral. In the United States that is a rule (17 CFR
    1.44(f), 90 FR 7880, in force since 2025): no withdrawal that leaves less than initial margin.
    """
    return max(collateral - initial, 0.0) / (1.0 - fund_haircut) if fund_haircut < 1.0 else inf


def affordable(collateral_after: float, initial_after: float) -> bool:
    """Whether an order that adds exposure may fill: collateral and initial margin as they stand after it. Orders that
    only reduce are never asked.
    """
    return collateral_after >= initial_after


def margin_deficit(
    collateral: float,
    maintenance: float,
    cash: float,
    negative_cash: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> float:
    """What is missing, never negative: to maintenance, and where cash may not be owed overnight, to no debt.
    Nothing without positions, and none of the noise of floats.

    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=True)
    1000.0
    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=False)
    1500.0
    """
    if maintenance == 0.0:
        return 0.0
    missing = max(maintenance - collateral, 0.0 if negative_cash else -cash)
    return missing if missing > NOISE * maintenance else 0.0


def requirement(contracts: float, full_size: float, multiple: float, moved: float) -> float:
    """Maintenance margin of contracts counted in full-size ones, account currency: that of one (`full_size`) times
    what the broker asks more of it (`multiple`), and times how far a requirement that moves with the index has moved.
    """
    return contracts * full_size * multiple * moved if contracts != 0.0 else 0.0


def shortfall(maintenance: float, collateral: float) -> float:
    """What collateral lacks to maintenance, account currency, never negative."""
    return max(maintenance - collateral, 0.0)


def margin_ratio(collateral: float, maintenance: float) -> float:
    """Collateral over maintenance margin; infinite without positions."""
    return collateral / maintenance if maintenance != 0.0 else inf
