"""What is to be said of a portfolio: settings of its transfers that did nothing."""

from collections.abc import Iterator, Sequence

from engine.portfolio.clearing import Clearing
from engine.portfolio.moves import REBALANCE, RESCUE
from engine.portfolio.plan import PortfolioPlan, Transfers
from engine.words.notes import Note, note

OF_SHARES = ("band",)
OF_ANY = ("band", "days", "conversion")


def notes(plan: PortfolioPlan, clearing: Clearing) -> list[Note]:
    """Notes on settings without an effect, for what they are or for what happened."""
    told = changed(plan.transfers)
    if len(plan.accounts) == 1:
        return [note("portfolio_alone", settings=_named(told))] if told else []
    return [*_idle(plan, told, clearing.currencies), *_never_needed(plan, clearing)]


def changed(transfers: Transfers) -> list[str]:
    """Settings of transfers that are not as they are by themselves."""
    usual = Transfers()
    return [name for name in Transfers.model_fields if getattr(transfers, name) != getattr(usual, name)]


def _idle(plan: PortfolioPlan, told: Sequence[str], currencies: Sequence[str]) -> Iterator[Note]:
    never, unanswered = plan.transfers.every == "never", not plan.transfers.rescue_from
    if never and (idle := [name for name in told if name in (OF_ANY if unanswered else OF_SHARES)]):
        yield note("portfolio_never" if unanswered else "portfolio_rescues_only", settings=_named(idle))
    if "conversion" in told and not (never and unanswered) and len(set(currencies)) == 1:
        yield note("portfolio_one_currency", currency=currencies[0])


def _never_needed(plan: PortfolioPlan, clearing: Clearing) -> Iterator[Note]:
    reasons = {one.reason for one in clearing.transfers}
    if plan.transfers.every != "never" and REBALANCE not in reasons:
        yield note("portfolio_within_band", every=plan.transfers.every, band=plan.transfers.band)
    if plan.transfers.rescue_from and RESCUE not in reasons:
        yield note("portfolio_no_rescue", account=plan.transfers.rescue_from)


def _named(names: Sequence[str]) -> list[str]:
    return [f"transfers.{name}" for name in names]
