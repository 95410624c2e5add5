"""What paths have in common: dates of contracts and what trading costs, for accounts that share their sessions."""

from collections.abc import Sequence
from typing import Any

from data.base.days import Day
from engine.fast.calendar import Columns

USES = {
    "lead": ("dates.lead", "dates.lead_spread"),
    "series": ("dates.series", "dates.underlying", "dates.underlying_spread", "dates.due", "dates.settles_at_open",
               "spreads."),
    "hedge_until": ("dates.hedge_until", "currency."),
    "pays": ("payments.",),
}  # fmt: skip
"""By the column that is zero throughout where an account has no futures, no options, no currency hedge, no money that
flows: columns that it does not read then."""
DRAWN = ("prices.", "fund.", "signals.", "asked.full_size", "currency.spot", "currency.rate")
"""Columns that differ from path to path."""


class SharedDates:
    """Columns of sessions on which accounts of several kinds run, each of which reads what it uses."""

    def __init__(self, columns: dict[str, Columns]) -> None:
        self._columns = {part: dict(told) for part, told in columns.items()}

    def takes_in(self, columns: dict[str, Columns]) -> bool:
        """Whether an account with these columns can run on the same sessions, which then have what it uses."""
        added: list[str] = []
        for part, told in columns.items():
            for name, values in told.items():
                column = f"{part}.{name}"
                if column.startswith(DRAWN) or values == self._columns[part][name]:
                    continue
                use = next((use for use, prefixes in USES.items() if column.startswith(prefixes)), "")
                if use and not any(_of(columns, use)):
                    continue
                if not use or any(_of(self._columns, use)):
                    return False
                added.append(column)
        for column in added:
            part, _, name = column.partition(".")
            self._columns[part][name] = columns[part][name]
        return True

    def of_path(self, days: Sequence[Day], first: int) -> dict[str, Columns]:
        """All columns over the days of a path, zeros where they are drawn and before row `first`."""
        told: dict[str, Columns] = {
            part: {
                name: [0] * len(days) if f"{part}.{name}".startswith(DRAWN) else [*[0] * first, *values]
                for name, values in columns.items()
            }
            for part, columns in self._columns.items()
        }
        told["dates"]["day"] = days
        return told


def _of(columns: dict[str, Columns], use: str) -> Any:
    """The column that says whether an account has a use for others."""
    return next(told[use] for told in columns.values() if use in told)
