"""An account of foreign exchange at a broker by name once more, from the tables of its run, the market and the facts:
what is asked, what counts, what trades and nights cost. Rules are those of `docs/fx_margin.md`.
"""

from collections import defaultdict

from tests.oracles.slow_market import facts, iso


def known_on(name, day, otherwise=0.0):
    """The value of a broker on a day; before the first row that of the first."""
    rows = [row for row in facts("fx_margin_accounts") if row["name"] == name]
    begun = [row for row in rows if row["valid_from"] <= iso(day)] or rows[:1]
    return float(begun[-1]["value"]) if begun else otherwise


class FxRetold:
    """`differences`: (day, what, by the documents, in the run), where they are further apart than 1e-9 of the
    opening capital.
    """

    def __init__(self, run, settings, seen, index):
        self.fx, self.seen, self.index = settings["fx"], seen, index
        self.rows = run.table("equity").to_pylist()
        self.capital = settings["capital"]["initial"]
        self.lot = 1_000 * int(self.fx["contract"].removeprefix("USDJPY").removesuffix("K"))
        self.sums, self.fills = defaultdict(float), defaultdict(list)
        for one in run.table("ledger").to_pylist():
            self.sums[one["date"], one["category"]] += one["amount"]
        for one in run.table("fills").to_pylist():
            self.fills[one["date"]].append(one)
        self.held, self.differences = 0, []
        for row in range(len(self.rows)):
            self.session(row)

    def session(self, row):
        now, day = self.rows[row], self.seen["days"][row]
        if row:
            self.look(now, "swap", self.swap(row), self.sums[now["date"], "swap"])
        traded = self.fills[now["date"]]
        asked = -sum(self.commission(abs(one["size"]), self.seen["rate"][row], day) for one in traded)
        self.look(now, "commission", asked, self.sums[now["date"], "commission"])
        self.held += sum(one["size"] for one in traded)
        self.look(now, "requirement", self.required(row), now["maintenance"])
        if row:
            self.look(now, "shares", self.shares(row), now["share_value"])
        self.look(now, "collateral", now["cash"] + self.counted(row), now["collateral"])

    def look(self, now, what, documents, engine):
        if abs(documents - engine) > 1e-9 * self.capital:
            self.differences.append((str(now["date"]), what, documents, engine))

    def of(self, name, day, otherwise=0.0):
        return known_on(f"{self.fx['account']}.{name}", day, otherwise)

    def required(self, row):
        day, dollars = self.seen["days"][row], abs(self.held) * self.lot
        share, each = self.of("requirement", day), self.of("requirement_per_unit", day)
        if not each:
            return dollars * share * self.seen["rate"][row]
        band, most = self.of("band", day), self.of("highest_per_unit", day)
        bands = 1 + self.seen["rate"][max(row - 1, 0)] // band if band else 1
        asked = each * bands
        return dollars * (min(asked, most) if most else asked)

    def commission(self, size, rate, day):
        dollars = size * self.lot
        tier = self.of("commission_tier", day)
        each = self.of("commission_per_unit_in_tier" if tier and dollars >= tier else "commission_per_unit", day)
        return dollars * (each + self.of("commission_share", day) * rate)

    def swap(self, row):
        seen, before = self.seen, row - 1
        years = (seen["days"][row] - seen["days"][before]) / 365
        night = self.held * self.lot * seen["rate"][before] * (seen["dollar"][before] - seen["yen"][before]) * years
        return night * (self.fx.get("pass_through") or 0.97) if night > 0 else 1.05 * night

    def shares(self, row):
        """Shares pledged on the first session, in yen, at the index of the day."""
        value = self.fx["securities"] * self.capital
        if not self.fx["securities_move"]:
            return value
        now, first = (self.index[k] * self.seen["rate"][k] for k in (row, 0))
        return value * now / first

    def counted(self, row):
        """The value of the session before, less what the broker takes off."""
        return (1 - self.of("securities_haircut", self.seen["days"][row], 1.0)) * self.shares(max(row - 1, 0))
