"""The life of a margin call told once more, from the rules in words of `conformance/README.md`, in exact fractions."""

from fractions import Fraction
from math import ceil

NOTHING = Fraction(0)


def exact(number):
    return Fraction(str(number))


class ByTheRules:
    """Plays a vector as `conformance.run` asks any engine to."""

    def start(self, given):
        self.terms, account = given["terms"], given["account"]
        self.dates = [day["date"] for day in given["sessions"]] + given["after"]
        self.cash, self.fund, self.on_its_way = exact(account["cash"]), exact(account["fund"]), []
        self.contracts, self.multiplier = account["contracts"], exact(account["multiplier"])
        self.mark = exact(account["entry_price"])
        self.now, self.call, self.received, self.deadline, self.closing = -1, None, NOTHING, None, None
        self.owner, self.ruined, self.paid_at_once = 0, False, NOTHING

    def session(self, day):
        self.now, self.said, self.day = self.now + 1, [], day
        self.closed, self.closed_at, self.freed = 0, None, NOTHING
        money = sum((amount for due, amount in self.on_its_way if due == self.now), NOTHING)
        self.on_its_way = [one for one in self.on_its_way if one[0] != self.now]
        self.cash += money
        paid, self.paid_at_once = money + self.paid_at_once, NOTHING
        if self.call is not None:
            self.received += paid
            self.in_the_morning()
        at_open = self.terms["fills_at"] == "open"
        steps = (self.fills, self.within_the_session) if at_open else (self.within_the_session, self.fills)
        self.asked = exact(day["maintenance"])
        for step in steps:
            step()
        self.move_to(exact(day["close"]))
        self.test()
        told = self.evening()
        self.send(day.get("evening", {}))
        return told

    # what the account is worth

    def collateral(self):
        on_its_way = sum((amount for _, amount in self.on_its_way), NOTHING)
        haircut = self.terms["fund_haircut"]
        if haircut is None:
            return self.cash
        return self.cash + min(on_its_way, max(-self.cash, NOTHING)) + (1 - exact(haircut)) * self.fund

    def equity(self):
        return self.cash + self.fund + sum((amount for _, amount in self.on_its_way), NOTHING)

    def required(self):
        return abs(self.contracts) * self.asked

    def missing(self):
        if not self.contracts:
            return NOTHING
        debt = max(-self.cash, NOTHING) if self.terms["debt_is_called"] else NOTHING
        return max(self.required() - self.collateral(), debt, NOTHING)

    def move_to(self, price):
        gain = self.contracts * self.multiplier * (price - self.mark)
        if not (self.ruined and gain > 0):
            self.cash, self.mark = self.cash + gain, price

    # the call

    def lacking(self):
        """What would answer a call now."""
        wanted = self.missing()
        if self.terms["call_restores"] == "initial":
            wanted = max(wanted, abs(self.contracts) * exact(self.day_of_the_test["initial"]) - self.collateral())
        return wanted

    def is_late(self):
        """Whether the deadline lies after the fills of its session."""
        hours = self.terms["hours"]
        return self.terms["deadline"] is not None and self.terms["deadline"] > hours[self.terms["fills_at"]]

    def is_answered(self):
        cures, of_the_fund = self.terms["cures"], self.terms["fund_haircut"] is not None
        paid = not of_the_fund and self.received >= self.call
        return paid or (self.lacking() == 0 and ("recovery" in cures or of_the_fund))

    def meet(self):
        self.call = None
        self.say("met")

    def miss(self, delay):
        self.call, self.closing = None, self.now + delay
        self.say("missed")

    def in_the_morning(self):
        if self.is_answered():
            self.meet()
        elif self.now >= self.deadline and not self.is_late():
            self.miss(self.terms["closing"]["sessions_after_deadline"])

    def after_the_fills(self):
        """What was closed today may answer a call, and a late deadline passes."""
        if not self.contracts:
            self.meet()
            return
        if self.freed and "reduction" in self.terms["cures"]:
            self.received += self.freed
            if self.is_answered():
                self.meet()
                return
        is_back = self.lacking() == 0 and "recovery" in self.terms["cures"]
        if self.now >= self.deadline and self.is_late() and not is_back:
            self.miss(max(self.terms["closing"]["sessions_after_deadline"], 1))

    def test(self):
        self.day_of_the_test = self.day
        if self.equity() <= 0:
            if not self.ruined:
                self.ruined, self.call, self.closing = True, None, self.now + 1
                self.say("ruined")
            return
        if self.call is not None:
            self.after_the_fills()
        cut = self.terms["loss_cut"]
        if cut and self.contracts and self.collateral() < exact(cut["level"]) * self.required():
            if self.closing is None or self.closing > self.now + 1:
                self.call, self.closing = None, self.now + 1
                self.say("loss_cut")
        elif self.closing is not None:
            self.closing = self.closing if self.contracts else None
        elif self.call is not None:
            if self.lacking() == 0 and "recovery" in self.terms["cures"]:
                self.meet()
            else:
                self.call = max(self.call, self.received + self.lacking())
        elif self.missing() > 0:
            self.ask()

    def ask(self):
        self.say("called")
        if self.terms["grace_sessions"] == 0:
            self.closing = self.now + 1
            return
        self.call, self.received, self.deadline = self.lacking(), NOTHING, self.now + self.terms["grace_sessions"]

    # trades

    def fills(self):
        self.move_to(exact(self.day[self.terms["fills_at"]]))
        owner, self.owner = self.owner, 0
        if owner and self.contracts:
            self.contracts += owner
            self.freed += abs(owner) * self.asked
        if self.closing is not None and self.closing <= self.now:
            self.close_by_force(least=0)
            self.closing = None

    def close_by_force(self, least):
        much, held = self.terms["closing"]["contracts"], abs(self.contracts)
        short = max(self.required() - self.collateral(), NOTHING)
        if much == "all" or self.ruined or self.equity() <= 0:
            count = held
        else:
            times = 1 if much == "minimum" else much
            count = min(held, max(times * ceil(short / self.asked), least))
        if count:
            self.say("closed")
            self.closed, self.closed_at = self.closed + count, self.mark
            self.contracts -= count if self.contracts > 0 else -count

    def within_the_session(self):
        """Where the broker watches all day: below its level it closes at the price that has just been reached, or at
        the open where that is beyond it already; and again, where the session goes on beyond the level of what is left.
        """
        cut = self.terms["loss_cut"]
        watched = cut and cut["watched"] == "session" and not self.ruined
        while watched and self.contracts:
            side = 1 if self.contracts > 0 else -1
            spare = self.collateral() - exact(cut["level"]) * self.required()
            touched = self.mark - spare / (self.contracts * self.multiplier)
            if side * (exact(self.day["low" if side > 0 else "high"]) - touched) >= 0:
                return
            opened = exact(self.day["open"])
            self.move_to(min(touched, opened) if side > 0 else max(touched, opened))
            if "loss_cut" not in self.said:
                self.say("loss_cut")
                self.owner = 0
            self.close_by_force(least=1)
            self.call = None if self.closing is None else self.call

    # what is told, and what is sent

    def say(self, word):
        self.said.append(word)

    def evening(self):
        called = self.call is not None
        return {
            "events": self.said,
            "status": "called" if called else "closing" if self.closing is not None and self.contracts else "quiet",
            "call": self.call if called else 0,
            "outstanding": max(self.call - self.received, NOTHING) if called else 0,
            "deadline": f"{self.dates[self.deadline]}T{self.terms['deadline']}" if called else None,
            "closed": self.closed,
            "closed_at": self.closed_at,
            "contracts": self.contracts,
            "cash": self.cash,
            "collateral": self.collateral(),
            "required": self.required(),
            "equity": self.equity(),
        }

    def send(self, evening):
        wanted, held = evening.get("trade", 0), abs(self.contracts)
        self.owner = max(-held, min(held, wanted))
        if money := evening.get("send"):
            self.fund -= exact(money)
            lag = self.terms["money_takes_sessions"]
            if lag == 0:
                self.cash += exact(money)
                self.paid_at_once = exact(money)
            else:
                self.on_its_way.append((self.now + lag, exact(money)))
