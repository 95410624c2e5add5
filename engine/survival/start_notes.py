"""What a reader must know of the real start dates of a survival result."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from data.base.days import day_of, iso
from data.market.market import Market
from engine.analysis.returns import DAYS_PER_YEAR
from engine.survival.first_sentence import Row
from engine.survival.request import SurvivalTerms
from engine.words.notes import Note, note


def start_notes(starts: pa.Table, market: Market, terms: SurvivalTerms, *, monthly: bool) -> Iterator[Note]:
    """How many starts of the first cell saw a forced sale, which was the worst, which crises none of them saw, and what
    their number is worth; `monthly`: only the first session of each month is a start.
    """
    years, poor = terms.years, terms.poor
    rows = starts.filter(pc.equal(starts["cell"], 0)).to_pylist()
    yield _sold(rows, years)
    yield _worst(rows) if rows[0]["real_wealth"] is None else lived(rows, poor)
    unseen = [name for name in rows[0]["crises_unseen"] if all(name in row["crises_unseen"] for row in rows)]
    if unseen:
        yield note("starts_unseen", crises=unseen)
    span = (rows[-1]["end"] - rows[0]["start"]).days / DAYS_PER_YEAR
    yield note("starts_overlap", count=len(rows), span=span, independent=span / years)
    if monthly:
        yield note("starts_monthly")
    until = market.hypothetical_from(day_of(rows[0]["start"]))
    if until is not None:
        yield note("hypothetical", until=iso(until))


def _sold(rows: Sequence[Row], years: int) -> Note:
    sold = [str(row["start"]) for row in rows if row["forced_sales"]]
    asked = {"count": len(rows), "years": years, "first": str(rows[0]["start"]), "last": str(rows[-1]["start"])}
    if not sold:
        return note("starts_none_sold", **asked)
    return note("starts_sold", **asked, sold=len(sold), first_sold=sold[0], last_sold=sold[-1])


def lived(rows: Sequence[Row], poor: float) -> Note:
    """How many start dates do not carry what is taken out, why, and from which the least is left."""
    worst = min(rows, key=lambda row: float(row["real_wealth"]))
    failed = [row for row in rows if row["forced_sales"] or row["shorts"] or row["real_wealth"] < poor]
    return note(
        "starts_lived",
        count=len(rows),
        failed=len(failed),
        short=len([row for row in rows if row["shorts"]]),
        poor=poor,
        few=len([row for row in rows if row["real_wealth"] < poor]),
        fund=len([row for row in rows if row["real_fund"] < poor]),
        start=str(worst["start"]),
        wealth=worst["real_wealth"],
    )


def _worst(rows: Sequence[Row]) -> Note:
    worst = min(rows, key=lambda row: float(row["wealth"]))
    return note(
        "starts_worst",
        start=str(worst["start"]),
        wealth=worst["wealth"],
        fund=worst["fund"],
        below=len([row for row in rows if row["wealth"] < row["fund"]]),
        drawdown=max(row["drawdown"] for row in rows),
    )
