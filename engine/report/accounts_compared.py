"""One plan at several accounts, for screen, page and programs."""

from typing import TYPE_CHECKING, Any

from engine.audit.accounts_compared import account_rows
from engine.report.apart import OtherwiseTable
from engine.words import Words

if TYPE_CHECKING:
    from engine.comparison.comparison import Comparison

COLUMNS = ("calls", "missed", "forced", "below")


def accounts_of(comparison: "Comparison", say: Words) -> list[OtherwiseTable]:
    """Calls, missed deadlines, forced sales and what decided, a row for each run; nothing where the runs are not those
    of one pattern at several accounts.
    """
    rows = account_rows(comparison.runs)
    titles = [say(f"accounts.{name}") for name in (*COLUMNS, "decided")]
    told = [
        (row.run, [*(str(getattr(row, name)) for name in COLUMNS), say(f"decided.{row.decided}", **row.values)])
        for row in rows
    ]
    return [OtherwiseTable(say("accounts.title"), titles, told)] if told else []


def plain_accounts(comparison: "Comparison") -> dict[str, Any]:
    """The same as values for JSON; nothing where there is none."""
    rows = [
        {("name" if field == "run" else field): value for field, value in row._asdict().items()}
        for row in account_rows(comparison.runs)
    ]
    return {"accounts": rows} if rows else {}
