"""What a statement holds beside the account of a plan."""

from data.base.saying import said
from data.intake.statements.rows import NotUnderstood, Statement, StatementFund


def is_core(one: StatementFund, kind: str) -> bool:
    """Whether it is the plan's core: units of a fund, or shares of the one that the plan names."""
    return not one.listed or one.symbol.upper() == kind.upper()


def beside(statement: Statement, currency: str, core: str) -> list[NotUnderstood]:
    """What is held in another currency, and units that are not the core."""
    found = [
        NotUnderstood(one.line, said("statement.foreign", what=one.contract, currency=one.currency), held=True)
        for one in statement.positions
        if one.currency != currency
    ]
    found += [
        NotUnderstood(one.line, said("statement.foreign_cash", amount=one.amount, currency=one.currency), held=True)
        for one in statement.cash
        if one.currency != currency and one.amount
    ]
    return found + [
        NotUnderstood(one.line, said("statement.not_core", symbol=one.symbol, core=core), held=True)
        for one in statement.funds
        if one.value and not (is_core(one, core) and one.currency == currency)
    ]
