"""What a session earned and lost, cause by cause: they add up to the change of equity."""

from collections.abc import Iterator

from data.base.arrow import to_array
from data.base.sums import total
from engine.account.ledger import CATEGORIES, FLOWS
from engine.analysis.investor import ATTRIBUTION, EQUITY
from engine.analysis.option_sums import TABLE as OPTIONS
from engine.evening.said import Said, rows_of, said
from engine.results.run import RunResult

Cause = tuple[str, str]
"""Category of postings, and the contract they belong to (empty: none)."""


def causes_on(run: RunResult, row: int) -> dict[Cause, float]:
    """What each cause brought on a session, by its row of `equity`, account currency, a gain positive; money that only
    moved is left out.
    """
    day = int(to_array(run.table("equity")["date"])[row])
    amounts: dict[Cause, list[float]] = {}
    for posting in rows_of(run.table("ledger"), day):
        if posting["category"] in CATEGORIES:
            amounts.setdefault((posting["category"], posting["contract"]), []).append(posting["amount"])
    order = list(CATEGORIES)
    return {cause: total(amounts[cause]) for cause in sorted(amounts, key=lambda one: order.index(one[0]))}


def money_on(run: RunResult, row: int) -> tuple[Said, ...]:
    """The causes of a session's result, and their sum beside the change of equity; in the investor's currency too."""
    currency, causes = run.config.capital.currency, causes_on(run, row)
    return (
        *(
            said(
                "gain_of" if contract else "gain",
                category=category,
                contract=contract,
                amount=amount,
                currency=currency,
            )
            for (category, contract), amount in causes.items()
        ),
        *_options(run, row),
        *_sums(run, row, total(causes.values())),
        *_investor(run, row),
    )


def _options(run: RunResult, row: int) -> Iterator[Said]:
    """What moved each option, and what its trades cost: the same gains by another cut."""
    if OPTIONS not in run.tables:
        return
    for one in rows_of(run.tables[OPTIONS], int(to_array(run.table("equity")["date"])[row])):
        yield said(
            "option_moved", contract=one["contract"], currency=run.config.capital.currency,
            delta=one["delta"], realised=one["gamma"] + one["theta"], vega=one["vega"],
            rest=one["rate"] + one["intraday"] + one["other"], costs=one["spread"] + one["commission"],
            total=one["total"],
        )  # fmt: skip


def _sums(run: RunResult, row: int, gained: float) -> Iterator[Said]:
    equity = to_array(run.table("equity")["equity"])
    now, before = float(equity[row]), float(equity[row - 1]) if row else 0.0
    day = int(to_array(run.table("equity")["date"])[row])
    paid = total(one["amount"] for one in rows_of(run.table("ledger"), day) if one["category"] in FLOWS)
    currency = run.config.capital.currency
    if paid:
        yield said("paid_in" if paid > 0.0 else "taken_out", amount=abs(paid), currency=currency)
    yield said("sum", gained=gained, before=before + paid, equity=now, currency=currency)


def _investor(run: RunResult, row: int) -> Iterator[Said]:
    """The same told in the investor's currency, where that is another."""
    if EQUITY not in run.tables:
        return
    equity, currency = to_array(run.table(EQUITY)["equity"]), run.currency
    day = int(to_array(run.table(EQUITY)["date"])[row])
    amounts = [(one["source"], one["amount"]) for one in rows_of(run.table(ATTRIBUTION), day)]
    moved = total(amount for source, amount in amounts if source == "currency")
    yield said(
        "investor", currency=currency, equity=float(equity[row]), gained=total(amount for _, amount in amounts),
        moved=moved,
    )  # fmt: skip
