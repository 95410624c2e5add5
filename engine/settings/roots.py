"""Names of contracts and of calendars of events as settings: those of which there are facts."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from data.contracts.contracts import future_roots, option_roots
from data.contracts.fx_contracts import fx_roots
from data.contracts.fx_pairs import PAIRS
from data.contracts.index_funds import fund_roots
from data.market.event_calendars import event_calendars


def _known(names: Callable[[], Sequence[str]]) -> Any:
    def check(name: str) -> str:
        if name not in names():
            *others, last = map(repr, names())
            known = f"{', '.join(others)} or {last}" if others else last
            raise PydanticCustomError("known_name", "should be {known}", {"known": known})
        return name

    return AfterValidator(check)


def _in_yen(name: str) -> str:
    """A pair that is told in another currency than that of the account has a sentence of its own."""
    pair = PAIRS.get(name.replace("/", "").upper()[:6])
    if pair and pair.quote != "JPY":
        raise PydanticCustomError(
            "in_yen",
            "is told in {quote}, and the account is in yen: gains would have to be converted every day, which is not "
            "done; should be a contract in a pair against yen, such as {base}JPY1K",
            {"quote": pair.quote, "base": pair.base},
        )
    return name


FutureRoot = Annotated[str, _known(future_roots)]
OptionRoot = Annotated[str, _known(option_roots)]
FxRoot = Annotated[str, AfterValidator(_in_yen), _known(fx_roots)]
FundRoot = Annotated[str, _known(fund_roots)]
KnownRoot = Annotated[str, _known(lambda: (*future_roots(), *option_roots(), *fx_roots(), *fund_roots()))]
EventCalendar = Annotated[str, _known(event_calendars)]
