"""Terms of accounts for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from data.contracts.dealing import CODES, FOREIGN_EXCHANGE
from engine.report.console import plain, with_columns
from engine.words import Words

Plain = Sequence[Mapping[str, Any]]
"""Terms of an account as plain values, each with its `text` (see `engine.questions.account_terms.plain_terms`)."""


def term_table(terms: Plain, title: str, say: Words) -> Table:
    """A line for each term, with the day since when it holds."""
    table = with_columns(plain(title), say("account.since"), say("account.term"))
    for term in terms:
        table.add_row(term["since"] or "", term["text"])
    return table


def source_table(terms: Plain, say: Words) -> Table:
    """A line for each fact behind the terms: since when, how sure, and who says so."""
    titles = (say(f"account.{name}") for name in ("since", "field", "value", "confidence", "source"))
    table = with_columns(plain(), *titles)
    for fact in (one for term in terms for one in term["facts"]):
        field, value = fact["name"].partition(".")[2], f"{fact['value']:.10g}"
        table.add_row(fact["since"], field, value, fact["confidence"], f"{fact['source']} ({fact['unit']})")
    return table


def account_list(found: Mapping[str, Plain], title: str, say: Words) -> Table:
    """A line for each account: what it deals in, what of the core counts, when a call is due, when the core's money is
    there, below which level positions are closed, and how many.
    """
    table = plain(title)
    with_columns(
        table, *(say(f"account.{name}") for name in ("name", "deals", "counts", "due_in", "money_in", "cut", "closes"))
    )
    for name, terms in found.items():
        told = {term["code"]: term["values"] for term in terms}
        table.add_row(name, *(cell or say("account.none") for cell in _cells(told, say)))
    return table


def _cells(told: Mapping[str, Any], say: Words) -> tuple[str, ...]:
    """The cells of an account after its name, "" for what it has not."""
    due: Mapping[str, Any] = next((told[code] for code in ("due", "due_hour_unsaid") if code in told), {})
    lag = next((values["lag"] for code, values in told.items() if code.startswith("redemption")), None)
    what = next((values["what"] for values in told.values() if "what" in values), None)
    hour = say("account.hour", **due) if "hour" in due else ""
    deals = next((code for code in CODES if f"asks_{code}" in told), CODES[FOREIGN_EXCHANGE])
    return (
        say(f"dealt.{deals}"),
        f"{told['fund']['share']:.0%}" if "fund" in told else "",
        f"T+{due['sessions']} {hour}".strip() if due else "",
        "" if lag is None else f"T+{lag}",
        f"{told['loss_cut']['level']:.0%}" if "loss_cut" in told else "",
        say("account.closed_what", what=what) if what else "",
    )
