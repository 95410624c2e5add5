"""Columns that tables have in common, and short ways to declare others."""

import pyarrow as pa

from data.base.columns import Column, Like

MONEY = "account currency"
DATE = Column("date", pa.date32(), "date", "exchange session")
CONTRACT = Column("contract", pa.string(), "code", "exchange code of the contract, such as MESZ14")


def money(name: str, meaning: str) -> Column:
    """An amount in account currency, signed where the meaning does not say otherwise."""
    return Column(name, pa.float64(), MONEY, meaning)


def text(name: str, meaning: str) -> Column:
    """Words, or a code."""
    return Column(name, pa.string(), "text", meaning)


def number(name: str, unit: str, meaning: str, *, nullable: bool = False) -> Column:
    """A number with its unit."""
    return Column(name, pa.float64(), unit, meaning, nullable)


def ratio(name: str, unit: str, meaning: str) -> Column:
    """A number that may be null."""
    return number(name, unit, f"{meaning}; null while unknown or unused", nullable=True)


def once(called: str, name: str, unit: str, meaning: str) -> Column:
    """A column that may be null and was `called` otherwise in earlier versions."""
    return Column(name, pa.float64(), unit, meaning, nullable=True, before=Like(called))


PURPOSE = Column(
    "purpose",
    pa.string(),
    "text",
    "what it was for: trade, roll, cap, premium, insurance, option_roll, expiry or liquidation; as `reason` in runs "
    "before it was told",
    before=Like("reason"),
)
