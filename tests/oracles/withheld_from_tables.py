"""What a stopped fund or a failed broker holds back and pays, once more from the ledger of a run and the facts: rules
are those of `docs/core.md`.
"""

from collections import defaultdict
from datetime import date, timedelta

from tests.oracles.slow_market import facts


class Withheld:
    """`differences`: (day, what, by the documents, in the run), more than 1e-9 of the opening capital apart."""

    def __init__(self, run, like, began):
        self.rows = run.table("equity").to_pylist()
        self.days = [row["date"] for row in self.rows]
        self.capital, self.differences = self.rows[0]["equity"], []
        self.moved = defaultdict(list)
        for one in run.table("ledger").to_pylist():
            self.moved[one["date"]].append(one)
        self.first = next(day for day in self.days if day >= began)
        self.value, self.paid = self.as_known(like, self.first)
        self.follow()

    def as_known(self, like, began):
        """What was expected, and the sessions on which it was paid, as far from the first as they were then."""
        value = next(float(row["value"]) for row in facts("failures") if row["name"] == f"{like}.value")
        rows = [row for row in facts("failures") if row["name"] == f"{like}.paid"]
        then, paid = date.fromisoformat(rows[0]["valid_from"]), []
        for row in rows[1:]:
            after = date.fromisoformat(row["valid_from"]) - then
            paid.append((began + timedelta(days=after.days), float(row["value"])))
        return value, paid

    def total(self, day, account, *, category=None, reason=None):
        return sum(
            one["amount"] for one in self.moved[day]
            if one["account"] == account and category in {None, one["category"]} and reason in {None, one["reason"]}
        )  # fmt: skip

    def claim(self):
        """What was there before the day's loss: all that was taken from cash, fund and money on its way."""
        why = {one["reason"] for one in self.moved[self.first] if one["account"] == "withheld"}
        return -sum(
            self.total(self.first, where, reason=one) for one in why for where in ("cash", "fund", "in_transit")
        )

    def follow(self):
        claim, balance, given, came = self.claim(), 0.0, 0.0, 0.0
        for day in (day for day in self.days if day >= self.first):
            due = max((share for when, share in self.paid if when <= day), default=0.0)
            expected = max(claim * self.value, claim * due)
            last = self.paid[-1][0] <= day
            left = 0.0 if last else expected - claim * due
            balance += self.total(day, "withheld")
            given -= self.total(day, "withheld", category="transfer", reason="paid out")
            self.look(day, "paid", claim * due, given)
            self.look(day, "held back", left, balance)
            came += self.total(day, "cash", reason="paid out")
            self.look(day, "cash paid", given, came)
        for row in self.rows:
            parts = row["cash"] + row["mmf"] + row["in_transit"] + row["option_value"] + row["share_value"]
            self.look(row["date"], "equity", parts, row["equity"])

    def look(self, day, what, documents, engine):
        if abs(documents - engine) > 1e-9 * self.capital:
            self.differences.append((str(day), what, documents, engine))
