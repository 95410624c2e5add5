"""What the facts say of a broker and of a contract on a day, read line by line."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.oracles.slow_market import facts

CORE = ("fund", "etf", "bills", "deposit")


def rows_of(table, name):
    return sorted((row for row in facts(table) if row["name"] == name), key=lambda row: row["valid_from"])


def row_on(table, name, day):
    """The row of a day; before the first that one; none where there are none."""
    rows = rows_of(table, name)
    begun = [row for row in rows if row["valid_from"] <= day.isoformat()] or rows[:1]
    return begun[-1] if begun else None


class Terms:
    """What a broker's page says of a day, or the config instead of it."""

    def __init__(self, settings):
        self.own, self.profile = settings["account"], settings["account"]["profile"]
        kind = settings["fund"]["kind"]
        self.core = CORE[int(float(row_on("funds", f"{kind}.holding", date(2020, 1, 1))["value"]))]

    def value(self, name, day, otherwise=0.0):
        if name in self.own:
            return float(self.own[name])
        row = row_on("account_profiles", f"{self.profile}.{name}", day)
        return otherwise if row is None else float(row["value"])

    def haircut(self, day):
        if self.core == "deposit":
            return 1.0
        return self._of_the_core("fund_haircut", "haircut", day)

    def lag(self, day):
        return int(self._of_the_core("redemption_lag", "lag", day))

    def _of_the_core(self, name, ending, day):
        usual = self.value(name, day)
        return usual if self.core == "fund" or name in self.own else self.value(f"{self.core}_{ending}", day, usual)

    def moment(self, table, name, day):
        """An hour of the facts on a day, as an instant; none where it is not known."""
        row = row_on(table, name, day)
        if row is None:
            return None
        midnight = datetime.combine(day, time(), ZoneInfo(row["unit"].rsplit(" ", 1)[-1]))
        there = midnight + timedelta(hours=float(row["value"]))
        return there.astimezone(ZoneInfo("UTC"))


class Contract:
    """What the facts say of the contracts of a family."""

    def __init__(self, root):
        with_hours = {row["name"].split(".")[0] for row in facts("trading_hours")}
        likely = (root, root[:-1], "NK225M" if root.startswith("NK225") else "ES")
        self.file = next(name for name in likely if name in with_hours)
        self.root = root

    def of(self, table, name, day, otherwise=0.0):
        row = row_on(table, f"{self.root}.{name}", day) or row_on(table, f"{self.file}.{name}", day)
        return otherwise if row is None else float(row["value"])
