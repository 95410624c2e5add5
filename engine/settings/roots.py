"""Names of contracts as settings: those of which there are facts."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from data.contracts.contracts import future_roots, option_roots
from data.contracts.fx_contracts import fx_roots
from data.contracts.index_funds import fund_roots


def _known(roots: Callable[[], Sequence[str]]) -> Any:
    def check(root: str) -> str:
        if root not in roots():
            *others, last = map(repr, roots())
            known = f"{', '.join(others)} or {last}" if others else last
            raise PydanticCustomError("contract_root", "should be {known}", {"known": known})
        return root

    return AfterValidator(check)


FutureRoot = Annotated[str, _known(future_roots)]
OptionRoot = Annotated[str, _known(option_roots)]
FxRoot = Annotated[str, _known(fx_roots)]
FundRoot = Annotated[str, _known(fund_roots)]
