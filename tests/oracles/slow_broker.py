"""A plain loop over `docs/account.md`: what the broker does about margin, from what it sees of a slow account."""

import math
from dataclasses import dataclass

from tests.oracles.slow_market import multiplier, rules_of


@dataclass
class Call:
    amount: float
    deadline: int
    received: float = 0.0


class Broker:
    """What the broker does about margin, from what it sees of the account."""

    def __init__(self, settings):
        self.rule = rules_of(settings)
        self.call = self.closing = None
        self.warned = self.ruined = False
        self.said, self.odd = [], []

    def called(self):
        return self.call is not None

    def say(self, row, kind, amount=None):
        self.said.append((row, kind, amount))

    def received(self, row, amount):
        if self.call:
            self.call.received += amount

    def settled(self, account, row):
        if self.call and self.answered(account, row):
            self.met(row)
        elif self.call and row >= self.call.deadline:
            self.say(row, "deadline_missed", self.call.amount)
            self.closing, self.call = row + int(self.rule("closing_delay")), None

    def answered(self, account, row):
        mended, cash_only = self.missing(account, row - 1) <= 0, account.haircut == 1
        paid = cash_only and self.call.received >= self.call.amount
        return paid or (mended and (self.rule("recovery_counts") or not cash_only))

    def met(self, row):
        self.call = None
        self.say(row, "call_met")

    def closes(self, row):
        return self.closing is not None and row >= self.closing

    def before_fill(self, account, row, fill):
        if fill.reason != "liquidation":
            return
        expected = self.contracts_to_close(account, row, fill)
        if not self.closes(row) or (expected is not None and abs(fill.size) != expected):
            self.odd.append((row, "liquidation", fill.size, expected))

    def contracts_to_close(self, account, row, fill):
        """As many as the policy says; with several contracts held the order among them is not retold here."""
        held, policy = abs(account.sizes[fill.contract]), self.rule("liquidation")
        if policy == 0 or self.ruined:
            return held
        if len(account.sizes) > 1:
            return None
        costs = multiplier(fill.contract) * fill.half_spread + fill.commission / abs(fill.size)
        freed = account.margin.maintenance({fill.contract: 1}, row) - costs
        return min(held, int(policy) * math.ceil(self.short_of_margin(account, row) / freed)) if freed > 0 else held

    def traded(self, account, row):
        if not self.closes(row) or account.curve.at_limit(row):
            return
        everything_left = (self.rule("liquidation") == 0 or self.ruined) and account.sizes
        if everything_left or (account.sizes and self.short_of_margin(account, row) > 0):
            self.odd.append((row, "not closed", dict(account.sizes)))
        self.closing = None

    def short_of_margin(self, account, row):
        return account.margin.maintenance(account.sizes, row) - account.collateral()

    def missing(self, account, row):
        if not account.sizes:
            return 0.0
        debt = 0.0 if self.rule("negative_cash") else -account.cash
        return max(debt, self.short_of_margin(account, row))

    def tested(self, account, row):
        required = account.margin.maintenance(account.sizes, row)
        if account.equity() <= 0:
            self.ruin(row)
        elif self.below_the_loss_cut(account, required):
            self.cut(row)
        elif self.closing is None:
            was_called = self.call is not None
            self.ask(row, self.missing(account, row), account.sizes)
            self.warn(
                row,
                not was_called and required > 0 and account.collateral() < self.rule("voluntary_stop_level") * required,
            )

    def below_the_loss_cut(self, account, required):
        level = self.rule("loss_cut_level")
        return level > 0 and required > 0 and account.collateral() < level * required

    def ruin(self, row):
        if not self.ruined:
            self.ruined, self.call, self.closing = True, None, row + 1
            self.say(row, "ruin")

    def cut(self, row):
        if self.closing is None or self.closing > row + 1:
            self.call, self.closing, self.warned = None, row + 1, False
            self.say(row, "loss_cut")

    def ask(self, row, missing, held):
        if missing <= 0:
            if self.call and (self.rule("recovery_counts") or not held):
                self.met(row)
        elif self.call:
            self.call.amount = max(self.call.amount, self.call.received + missing)
        elif self.rule("grace") == 0:
            self.closing = row + 1
            self.say(row, "margin_call", missing)
        else:
            self.call = Call(missing, row + int(self.rule("grace")))
            self.say(row, "margin_call", missing)

    def warn(self, row, low):
        quiet = self.call is None and self.closing is None
        if quiet and low and not self.warned:
            self.say(row, "warning")
        self.warned = quiet and low
