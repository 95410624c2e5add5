"""What `overlay data check` would say of a market, before it is written."""

from pathlib import Path

from data.base.days import Day, iso
from data.base.finding import Finding, Refused, errors
from data.intake.unsealed import by_columns
from data.market.market import Market
from data.market.stored_market import StoredMarket


def checked(market: Market, path: Path, today: Day | None = None) -> list[Finding]:
    """What is doubtful in a market that is to be written to a path. Raises `Refused` where something is wrong."""
    record = {
        **market.origin, "calendar": market.calendar.name, "index": market.index, "bill_months": market.bill_months,
        "starts": iso(market.starts), "hypothetical_until": None,
    }  # fmt: skip
    stored = StoredMarket(path, market.table, record, market.digest)
    found = [one for of_column in by_columns(stored, today, index_alone=True) for one in of_column]
    if errors(found):
        raise Refused(found)
    return found
