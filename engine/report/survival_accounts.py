"""The accounts of a portfolio on the same histories, as text: each, any, all; pairs of them; what is left of all."""

from typing import NamedTuple

from engine.report.survival_rows import NOTHING, interval, quantiles, times
from engine.survival.first_sentence import THROWN_OUT, Row, by_kind
from engine.survival.result import SurvivalResult
from engine.survival.schemas import ALL
from engine.words import Words
from engine.words.sentence import chance, percent

EVENTS = ("margin_call", THROWN_OUT, "ruin", "below_fund")
TOGETHER = ("both", "independent", "other_given_one", "one_given_other")
WHOLE = (("of_whole", "wealth"), ("fund", "fund"))


class AccountsTable(NamedTuple):
    """A title, those of the columns, and rows of texts, the first of each what the row is of."""

    title: str
    titles: list[str]
    rows: list[list[str]]


def accounts_tables(result: SurvivalResult, say: Words) -> list[AccountsTable]:
    """Tables of a portfolio of several accounts; none of anything else."""
    return [_happened(result, say), _pairs(result, say), _left(result, say)] if "joint" in result.tables else []


def _happened(result: SurvivalResult, say: Words) -> AccountsTable:
    """Probabilities by event: of each account, of any and all of them, of the whole, and of all the capital in one of
    them; of forced sales with their intervals.
    """
    cells = result.table("cells").to_pylist()
    each = [
        (cell["name"], {event: by_kind(result.tables, cell["cell"], event)[ALL] for event in EVENTS}) for cell in cells
    ]
    joint: dict[str, dict[str, Row]] = {}
    for row in result.table("joint").to_pylist():
        if row["kind"] == ALL:
            joint.setdefault(row["of"], {})[row["event"]] = row
    accounts = len(result.request["accounts"])
    together = [(say.told("survive_accounts", f"of_{of}"), rows) for of, rows in joint.items()]
    lines = [*each[:accounts], *together, *each[accounts:]]
    titles = [title for event in EVENTS for title in _titles(event, say)]
    return AccountsTable(
        say("survive_accounts.happened"),
        [say("survive_accounts.account"), *titles],
        [[name, *(text for event in EVENTS for text in _texts(event, rows.get(event), say))] for name, rows in lines],
    )


def _titles(event: str, say: Words) -> list[str]:
    return [say.told("happened", event), *([say("survive_column.interval")] if event == THROWN_OUT else [])]


def _texts(event: str, row: Row | None, say: Words) -> list[str]:
    told = NOTHING if row is None else chance(row["probability"])
    within = [] if event != THROWN_OUT else [NOTHING if row is None else interval(row, say)]
    return [told, *within]


def _pairs(result: SurvivalResult, say: Words) -> AccountsTable:
    """How forced sales of two accounts go together."""
    rows = [row for row in result.table("pairs").to_pylist() if row["event"] == THROWN_OUT]
    return AccountsTable(
        say("survive_accounts.pairs"),
        [say(f"survive_accounts.{name}") for name in ("one", "other", *TOGETHER)],
        [[row["one"], row["other"], *(_share(row[name]) for name in TOGETHER)] for row in rows],
    )


def _share(value: float | None) -> str:
    return NOTHING if value is None else chance(value)


def _left(result: SurvivalResult, say: Words) -> AccountsTable:
    """Wealth at the end by quantile: of all accounts together, of the fund alone on the same paths, of all in one."""
    whole = result.table("whole").to_pylist()
    alone = result.table("cells").to_pylist()[len(result.request["accounts"]) :]
    lines = [(say(f"survive_accounts.{told}"), [row[name] for row in whole]) for told, name in WHOLE]
    lines += [(cell["name"], [row["wealth"] for row in quantiles(result, cell["cell"])]) for cell in alone]
    return AccountsTable(
        say("survive_accounts.wealth"),
        [say("survive_accounts.account"), *(percent(row["quantile"]) for row in whole)],
        [[name, *map(times, ends)] for name, ends in lines],
    )
