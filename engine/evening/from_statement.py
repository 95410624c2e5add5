"""The account that a broker's statement tells, for a plan."""

from math import fsum
from typing import NamedTuple

from data.base.errors import ConfigError
from data.base.saying import Saying
from data.intake.statements.beside import beside, is_core
from data.intake.statements.rows import Statement
from engine.account.held_account import HeldAccount, HeldPosition
from engine.settings.run_config import RunConfig


class ToldAccount(NamedTuple):
    """The account of a statement, and what of the statement is not in it: (line, why)."""

    held: HeldAccount
    left_out: tuple[tuple[int, Saying], ...]


def account_of(statement: Statement, config: RunConfig, *, leave_out: bool = False) -> ToldAccount:
    """Cash, fund and positions of a statement in the currency of a plan's account.

    With `leave_out` what the account holds and nobody understands, or is in another currency, is left out and told.
    Raises `ConfigError` for it without, and for a statement that tells no evening.
    """
    if statement.day is None:
        raise ConfigError(f"{statement.file}: tells trades and nothing that is held; a state needs positions or cash")
    currency = config.capital.currency
    if not any(one.currency == currency for one in statement.cash):
        known = ", ".join(sorted({one.currency for one in statement.cash})) or "none at all"
        raise ConfigError(
            f"{statement.file}: has no cash in {currency}, the currency of the plan's account, but {known}; tick the "
            "cash report with its currencies, or name another plan"
        )
    others = [*(one for one in statement.others if one.held), *beside(statement, currency, config.fund.kind)]
    if others and not leave_out:
        first = others[0]
        more = f", and {len(others) - 1} more" if len(others) > 1 else ""
        raise ConfigError(
            f"{statement.file}, line {first.line}: {first.why}{more}; a state without it would be wrong: --leave-out "
            "says that it is no part of the plan"
        )
    held = HeldAccount(
        statement.day,
        fsum(one.amount for one in statement.cash if one.currency == currency),
        fsum(one.value for one in statement.funds if is_core(one, config.fund.kind) and one.currency == currency),
        (),
        tuple(HeldPosition(one.contract, one.size) for one in statement.positions if one.currency == currency),
    )
    told = [*others, *(one for one in statement.others if not one.held)]
    return ToldAccount(held, tuple((one.line, one.why) for one in sorted(told, key=lambda one: one.line)))
