"""A slow check of the books of a portfolio, from the tables of its folder and nothing else."""

import json
import tomllib
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

CLOSE = 1e-9
WAY = "on_its_way"


def rows(folder, name):
    return pq.read_table(Path(folder) / f"{name}.parquet").to_pylist()


class Books:
    """What a folder says, by day."""

    def __init__(self, folder):
        folder = Path(folder)
        self.whole, self.told = rows(folder, "equity"), rows(folder, "accounts")
        self.ledger, self.transfers = rows(folder, "ledger"), rows(folder, "transfers")
        self.plan = tomllib.loads((folder / "portfolio.toml").read_text(encoding="utf-8"))
        self.manifest = json.loads((folder / "portfolio.json").read_text(encoding="utf-8"))
        self.names = list(self.plan["accounts"])
        self.runs = {
            name: {what: rows(folder / "accounts" / name, what) for what in ("equity", "ledger", "events")}
            for name in self.names
        }
        self.days = [row["date"] for row in self.whole]
        self.rates = {(row["account"], row["date"]): row["rate"] for row in self.told}
        self.most = max(abs(row["equity"]) for row in self.whole)

    def close(self, one, other, what, most=None):
        assert abs(one - other) <= CLOSE * max(self.most if most is None else most, 1.0), f"{what}: {one!r}, {other!r}"


def check(folder):
    """Raise `AssertionError` with what does not add up."""
    books = Books(folder)
    assert books.days == sorted(set(books.days))
    assert set(books.days) == {row["date"] for run in books.runs.values() for row in run["equity"]}
    _equity(books)
    _ledger(books)
    for one in books.transfers:
        _transfer(books, one)
    _postings(books)
    _figures(books, rows(folder, "figures"), rows(folder, "worst"))
    return books


def _equity(books):
    """Equity of the whole is that of all accounts after their latest session, and what is on its way."""
    before = dict.fromkeys(books.names, 0.0)
    own = {name: {row["date"]: row["equity"] for row in run["equity"]} for name, run in books.runs.items()}
    first = {name: min(found) for name, found in own.items()}
    told = {(row["account"], row["date"]): row for row in books.told}
    assert len(told) == len(books.told) == len(books.names) * len(books.days)
    for whole in books.whole:
        day, together = whole["date"], 0.0
        for name in books.names:
            row = told[name, day]
            if day in own[name]:
                before[name] = own[name][day]
            elif day < first[name]:
                before[name] = row["equity"]
            assert row["equity"] == before[name], (name, day)
            assert row["currency"] != books.plan["currency"] or row["rate"] == 1.0
            books.close(row["told"], row["equity"] * row["rate"], f"{day}: {name}")
            together += before[name] * row["rate"]
        way = sum(one["sent"] * books.rates[one["source"], day] for one in books.transfers if _between(one, day))
        books.close(whole["on_its_way"], way, f"{day}: on its way")
        books.close(whole["equity"], together + way, f"{day}: equity")
    books.close(books.whole[0]["equity"], books.plan["capital"], "capital")


def _figures(books, figures, worst):
    """What is said first follows from the tables: ends, deepest fall, and the worst month with what each gave."""
    held = {row["account"]: row for row in figures if row["told_of"] == "as_held"}
    ends = {"portfolio": books.whole[-1]["equity"]} | {row["account"]: row["told"] for row in books.told}
    for name, row in held.items():
        books.close(row["final"], ends[name], f"final of {name}")
    worth = high = books.whole[0]["equity"]
    deepest, before = 0.0, worth
    for row in books.whole[1:]:
        if before > 0.0:
            worth *= (row["equity"] - row["flow"]) / before
            high, before = max(high, worth), row["equity"]
            deepest = min(deepest, worth / high - 1.0)
    if min(row["equity"] for row in books.whole) > 0.0:
        books.close(held["portfolio"]["max_drawdown"], deepest, "deepest fall", 1.0)
    month = [row for row in books.ledger if worst[0]["first"] <= row["date"] <= worst[0]["last"]]
    earned = sum(row["told"] for row in month if row["source"] not in ("flow", "moved"))
    books.close(sum(row["gave"] for row in worst[1:]), earned, "worst month")
    books.close(worst[0]["gave"], earned, "worst month")


def _between(one, day):
    return one["sent"] > 0.0 and one["sent_on"] <= day and not (one["arrived_on"] and one["arrived_on"] <= day)


def _ledger(books):
    """Postings sum to every change of equity, of the whole and of each account; what is moved sums to nothing."""
    told, moved, amounts = defaultdict(float), defaultdict(float), defaultdict(float)
    flows = defaultdict(float)
    for row in books.ledger:
        told[row["date"]] += row["told"]
        if row["category"] in ("moved", "conversion"):
            moved[row["date"]] += row["told"] if row["category"] == "moved" else 0.0
        if row["source"] == "flow":
            flows[row["date"]] += row["told"]
        amounts[row["account"], row["date"]] += row["amount"]
    before = 0.0
    for place, row in enumerate(books.whole):
        day = row["date"]
        books.close(row["equity"] - before, told[day], f"{day}: change", max(abs(row["equity"]), abs(before)))
        books.close(moved[day], 0.0, f"{day}: moved")
        books.close(row["flow"], flows[day] if place else 0.0, f"{day}: flow")
        before = row["equity"]
    held = {(row["account"], row["date"]): row["equity"] for row in books.told}
    for name in books.names:
        before, most = 0.0, max(abs(held[name, day]) for day in books.days)
        for day in books.days:
            books.close(held[name, day] - before, amounts[name, day], f"{day}: {name}", most)
            before = held[name, day]


STATUSES = {
    "ordered": (False, False),
    "sent": (True, False),
    "returning": (True, False),
    "arrived": (True, True),
    "returned": (True, True),
    "lapsed": (False, False),
}


def _transfer(books, one):
    """Every transfer leaves one account and is with one other, or back, or on its way."""
    assert one["source"] != one["target"]
    assert one["asked"] >= 0.01
    assert (one["sent_on"] is not None, one["arrived_on"] is not None) == STATUSES[one["status"]], one
    assert (one["sent"] > 0.0) is (one["sent_on"] is not None), one
    assert one["sent"] <= one["asked"]
    own = {row["date"] for row in books.runs[one["source"]]["equity"]}
    if one["sent_on"]:
        assert one["decided"] < one["sent_on"]
        assert one["sent_on"] in own
    if one["arrived_on"] is None:
        assert one["arrived"] == one["cost"] == 0.0
        return
    place = home(one)
    assert one["arrived_on"] in {row["date"] for row in books.runs[place]["equity"]}
    assert weekdays(one["sent_on"], one["arrived_on"]) >= books.plan["transfers"]["days"]
    sent = one["sent"] * books.rates[one["source"], one["arrived_on"]]
    books.close(one["arrived"] * books.rates[place, one["arrived_on"]] + one["cost"], sent, one, sent)
    currencies = {row["account"]: row["currency"] for row in books.told}
    if currencies[place] == one["currency"]:
        assert (one["arrived"], one["cost"]) == (one["sent"], 0.0)
    else:
        books.close(one["cost"], sent * books.plan["transfers"]["conversion"], one, sent)


def weekdays(first, last):
    """Weekdays after a day to another, that one included."""
    return sum((first + timedelta(days=day)).weekday() < 5 for day in range(1, (last - first).days + 1))


def _postings(books):
    """Each account's books have what the transfers say, on the day, and nothing else between accounts."""
    expected = defaultdict(float)
    for one in books.transfers:
        if one["sent_on"]:
            expected[one["source"], one["sent_on"]] -= one["sent"]
        if one["arrived_on"]:
            expected[home(one), one["arrived_on"]] += one["arrived"]
    found = defaultdict(float)
    for name, run in books.runs.items():
        for row in run["ledger"]:
            if row["reason"] == "transfer" and row["category"] in ("deposit", "withdrawal"):
                found[name, row["date"]] += row["amount"]
    for key in {*expected, *found}:
        books.close(found[key], expected[key], key)


class Replay:
    """A counter that hands over and takes what the transfers of a portfolio were of one account: rows of its table, and
    of that of the account's flows.
    """

    def __init__(self, transfers, name, run):
        self._day, self.ruined = date.min, False
        self._arrivals = [one for one in transfers if one["arrived_on"] and home(one) == name]
        flows = run.tables["flows"].to_pylist() if "flows" in run.tables else []
        self._asked = {row["date"]: row["asked"] for row in flows if row["kind"] == "transfer_out"}
        self._open = [one for one in transfers if one["source"] == name]

    def due(self, standing):
        self._day, self.ruined = date(1970, 1, 1) + timedelta(days=standing.day), standing.ruined
        arrived = _total(one["arrived"] for one in self._arrivals if one["arrived_on"] == self._day)
        return arrived, self._asked.get(self._day, 0.0)

    def paid(self, *_told):
        """The oldest are those that were asked for."""
        asked, count = self._asked.get(self._day, 0.0), 0
        while _total(one["asked"] for one in self._open[:count]) < asked:
            count += 1
        del self._open[:count]

    def wanted(self):
        return 0.0 if self.ruined else _total(one["asked"] for one in self._open if one["decided"] <= self._day)


def home(one):
    """Where a transfer went that arrived."""
    return one["source"] if one["status"] == "returned" else one["target"]


def _total(values):
    found = 0.0
    for value in values:
        found += value
    return found
