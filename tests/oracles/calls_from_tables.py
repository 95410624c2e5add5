"""The margin calls of a run once more, from its tables alone: what was held, what money came, what the broker asked.

Terms are read from the facts by their day, rules from `docs/account.md`.
"""

import json
import math
from collections import defaultdict

from tests.oracles.terms_of_a_day import Contract, Terms

KINDS = ("warning", "margin_call", "call_met", "deadline_missed", "loss_cut", "ruin")
EVENING = ("sweep", "redemption", "redemption ordered")


class Retold:
    """The events of the broker, session by session, as (row, kind, amount); `odd` is what should not have been done."""

    def __init__(self, run, settings, limited=lambda _row: False):
        self.terms = Terms(settings)
        self.contract = Contract(settings["overlay"]["contract"])
        self.at_open, self.limited = settings["execution"]["fill_at"] == "open", limited
        self.rows = run.table("equity").to_pylist()
        self.days = [row["date"] for row in self.rows]
        self.money, self.fills, self.positions = defaultdict(list), defaultdict(list), defaultdict(list)
        for posting in run.table("ledger").to_pylist():
            self.money[posting["date"]].append(posting)
        for fill in run.table("fills").to_pylist():
            self.fills[fill["date"]].append(fill)
        for position in run.table("positions").to_pylist():
            self.positions[position["date"]].append(position)
        self.held = self.opened = 0.0
        self.call = self.closing = None
        self.warned = self.ruined = False
        self.said, self.odd = [], []
        for row in range(len(self.rows)):
            self.session(row)

    def session(self, row):
        self.row, self.day, self.now = row, self.days[row], self.rows[row]
        if row:
            self.morning()
        self.traded()
        self.tested()

    def say(self, kind, amount=None):
        self.said.append((self.row, kind, amount))

    def term(self, name):
        return self.terms.value(name, self.day)

    def posted(self, account, *, category=None, reasons=None):
        return sum(
            one["amount"] for one in self.money[self.day]
            if one["account"] == account and (category is None or one["category"] in category)
            and (reasons is None or one["reason"] in reasons)
        )  # fmt: skip

    # collateral

    def worth(self, cash, fund, on_its_way):
        haircut = self.terms.haircut(self.day)
        return cash if haircut == 1 else cash + (1 - haircut) * fund + min(on_its_way, max(-cash, 0.0))

    def gained(self):
        """What shares on margin stand above what they were bought for; nothing where that is collateral."""
        if self.contract.of("exchange_margin", "gains_count", self.day, 1.0) or not self.held:
            return 0.0
        mark = next(one["mark"] for one in self.positions[self.day])
        return max(0.0, self.held * mark * self.contract.of("futures", "multiplier", self.day) - self.opened)

    def before_the_sweep(self):
        """Cash, fund and money on its way as they were when margin was tested."""
        now, moved = self.now, {"category": ("transfer",), "reasons": EVENING}
        return (
            now["cash"] - self.posted("cash", **moved),
            now["mmf"] - self.posted("fund", **moved),
            now["in_transit"] - self.posted("in_transit", **moved),
        )

    def lacking(self, cash, collateral, of):
        if not self.held:
            return 0.0
        wanted = self.missing(cash, collateral, of)
        return max(wanted, of["initial"] - collateral) if self.term("call_to_initial") else wanted

    def missing(self, cash, collateral, of):
        debt = 0.0 if self.term("negative_cash") else -cash
        return max(of["maintenance"] - collateral, debt, 0.0) if self.held else 0.0

    # the morning

    def morning(self):
        before = self.rows[self.row - 1]
        came = self.posted("cash", category=("transfer",), reasons=("redemption received",))
        if self.call is None:
            return
        self.call["received"] += came + self.at_once
        cash = before["cash"] + came + self.posted("cash", category=("cash_interest",))
        fund = before["mmf"] + self.posted("fund", category=("mmf_income", "fund_expense"), reasons=("",))
        collateral = self.worth(cash, fund, before["in_transit"] - came)
        answered = self.lacking(cash, collateral, before) <= self.small() and self.mended_answers()
        if answered or (self.cash_alone() and self.call["received"] >= self.call["amount"] - self.small()):
            self.met()
        elif self.row >= self.call["deadline"] and not self.is_late():
            self.missed(int(self.term("closing_delay")))

    def small(self):
        return 1e-9 * max(self.rows[0]["equity"], 1.0)

    def cash_alone(self):
        return self.terms.haircut(self.day) == 1

    def mended_answers(self):
        return self.term("recovery_counts") or not self.cash_alone()

    def is_late(self):
        """Whether the money is due after the fills of the session."""
        due = self.terms.moment("account_profiles", f"{self.terms.profile}.deadline_hour", self.day)
        hour = "open" if self.at_open else "close"
        return due is not None and due > self.terms.moment("trading_hours", f"{self.contract.file}.{hour}", self.day)

    def met(self):
        self.call = None
        self.say("call_met")

    def missed(self, delay):
        self.say("deadline_missed", self.call["amount"])
        self.call, self.closing = None, self.row + delay

    # trades

    def traded(self):
        forced = [fill for fill in self.fills[self.day] if fill["purpose"] == "liquidation"]
        due = self.closing is not None and self.row >= self.closing
        before, left = self.held, self.held + sum(
            fill["size"] for fill in self.fills[self.day] if fill["purpose"] != "liquidation"
        )  # fmt: skip
        average = self.opened / self.held if self.held else 0.0
        gone = max(abs(before) - abs(left), 0.0)
        self.freed = gone * average * self.contract.of("exchange_margin", "share", self.day)
        self.freed *= self.term("margin_multiple")
        self.gone = gone
        for fill in self.fills[self.day]:
            self.keep(fill)
        if forced and not due:
            self.odd.append((self.row, "closed without a reason"))
        if due and not self.limited(self.row):
            everything = self.term("liquidation") == 0 or self.ruined
            if everything and self.held:
                self.odd.append((self.row, "not closed", self.held))
            self.closing = None

    def keep(self, fill):
        middle = fill["price"] - math.copysign(fill["half_spread"], fill["size"])
        unit = middle * self.contract.of("futures", "multiplier", self.day, 1.0)
        if self.held * fill["size"] >= 0:
            self.opened += fill["size"] * unit
        else:
            self.opened *= max(0.0, 1 + fill["size"] / self.held)
        self.held += fill["size"]

    # the evening

    def tested(self):
        cash, fund, on_its_way = self.before_the_sweep()
        collateral = self.worth(cash, fund, on_its_way) - self.gained()
        if abs(collateral - self.now["collateral"]) > self.small():
            self.odd.append((self.row, "collateral", collateral, self.now["collateral"]))
        self.at_once = self.posted("cash", category=("transfer",), reasons=("redemption",))
        if self.call is not None or self.at_once < 0:
            self.at_once += max(0.0, self.posted("cash", category=("transfer",), reasons=("sweep",)))
        maintenance = self.now["maintenance"]
        if cash + fund + on_its_way <= 0:
            self.ruin()
            return
        if self.call is not None:
            self.after_fills(cash, collateral)
        level = self.term("loss_cut_level")
        if level and self.held and collateral < level * maintenance - self.small():
            self.cut()
        elif self.closing is not None:
            self.closing = self.closing if self.held else None
        elif self.call is not None:
            wanted = self.lacking(cash, collateral, self.now)
            if wanted <= self.small() and self.term("recovery_counts"):
                self.met()
            else:
                self.call["amount"] = max(self.call["amount"], self.call["received"] + wanted)
        else:
            self.ask_or_warn(cash, collateral, maintenance)

    def after_fills(self, cash, collateral):
        if not self.held:
            self.met()
            return
        lacking = self.lacking(cash, collateral, self.now)
        if self.gone and self.term("reduction_counts"):
            of_opening = self.contract.of("exchange_margin", "of_opening", self.day)
            each = self.now["maintenance"] / abs(self.held)
            self.call["received"] += self.freed if of_opening else self.gone * each
            paid = self.cash_alone() and self.call["received"] >= self.call["amount"] - self.small()
            if paid or (lacking <= self.small() and self.mended_answers()):
                self.met()
                return
        back = lacking <= self.small() and self.term("recovery_counts")
        if self.row >= self.call["deadline"] and self.is_late() and not back:
            self.missed(max(int(self.term("closing_delay")), 1))

    def ruin(self):
        if not self.ruined:
            self.ruined, self.call, self.closing = True, None, self.row + 1
            self.say("ruin")

    def cut(self):
        if self.closing is None or self.closing > self.row + 1:
            self.call, self.closing, self.warned = None, self.row + 1, False
            self.say("loss_cut")

    def ask_or_warn(self, cash, collateral, maintenance):
        if self.missing(cash, collateral, self.now) > self.small():
            amount, grace = self.lacking(cash, collateral, self.now), int(self.term("grace"))
            self.warned = False
            if grace == 0:
                self.closing = self.row + 1
            else:
                self.call = {"amount": amount, "received": 0.0, "deadline": self.row + grace}
            self.say("margin_call", amount)
            return
        low = self.held and collateral < self.term("voluntary_stop_level") * maintenance
        if low and not self.warned:
            self.say("warning")
        self.warned = bool(low)


def told(run):
    """(row, kind, amount) of the events that are the broker's."""
    days = {day: row for row, day in enumerate(run.table("equity")["date"].to_pylist())}
    events = [event for event in run.table("events").to_pylist() if event["kind"] in KINDS]
    return [(days[one["date"]], one["kind"], json.loads(one["numbers"]).get("amount")) for one in events]


def first_difference(run, retold):
    """What the tables say and the run does not, or the other way round; `None` where both are the same."""
    engine, ours = told(run), retold.said
    for mine, theirs in zip(ours, engine, strict=False):
        other = mine[2] is not None and theirs[2] is not None and abs(mine[2] - theirs[2]) > retold.small()
        if mine[:2] != theirs[:2] or other:
            return {"day": str(retold.days[min(mine[0], theirs[0])]), "documents": mine, "engine": theirs}
    if len(ours) != len(engine):
        return {"documents": ours[len(engine) :][:1], "engine": engine[len(ours) :][:1]}
    return None
