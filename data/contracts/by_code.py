"""Contracts by their codes, as orders and statements tell them."""

import re

from data.base.days import Day, date_of
from data.base.errors import ConfigError
from data.contracts.calendars import MONTH_CODES, SessionCalendar
from data.contracts.contracts import (
    FutureContract,
    OptionContract,
    future_roots,
    future_spec,
    is_option,
    option_contract,
    root_of,
)
from data.contracts.fx_contracts import FxContract, fx_roots, fx_spec
from data.contracts.index_funds import IndexFund, fund_roots, fund_spec
from data.contracts.perpetuals import NEVER

Contract = FutureContract | OptionContract | FxContract | IndexFund
_MONTH = re.compile(rf"([{''.join(MONTH_CODES.values())}])(\d\d)")
_LETTERS = {letter: month for month, letter in MONTH_CODES.items()}
_CENTURY = 100


def contract_of(code: str, day: Day, calendar: SessionCalendar) -> Contract:
    """The contract of a code such as MESU26, SPX260918P5500, SPXFUND or USDJPY, as it is meant on a day, which says the
    century of a future. Raises `ConfigError` for a code that none has.
    """
    if code in fund_roots():
        return IndexFund(fund_spec(code))
    if code in fx_roots():
        return FxContract(fx_spec(code))
    if is_option(code):
        return option_contract(code)
    root = root_of(code)
    if root not in future_roots():
        raise ConfigError(f"{code!r} is no contract's code; expected a form like MESZ14 or SPX130621P1500")
    spec = future_spec(root)
    if not spec.rolls.months:
        return FutureContract(spec, NEVER)
    return FutureContract(spec, _expiry(code, root, day, calendar))


def _expiry(code: str, root: str, day: Day, calendar: SessionCalendar) -> Day:
    spec, told = future_spec(root), _MONTH.fullmatch(code.removeprefix(root))
    month = _LETTERS[told[1]] if told else 0
    if told is None or month % spec.rolls.months:
        known = ", ".join(letter for letter, at in _LETTERS.items() if at % spec.rolls.months == 0)
        raise ConfigError(f"{code}: {root} has contracts of the months {known}, such as {root}{known[-1]}26")
    today = date_of(day).year
    years = (today - today % _CENTURY + int(told[2]) + shift for shift in (-_CENTURY, 0, _CENTURY))
    return spec.rolls.settlement(min(years, key=lambda year: abs(year - today)), month, calendar)
