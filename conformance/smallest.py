"""The smallest engine there is, to show what is asked of one: it marks, and calls what is missing."""


class Smallest:
    """One position, marked to the close."""

    def start(self, vector):
        account, self.terms, self.number = vector["account"], vector["terms"], -1
        self.dates = [day["date"] for day in vector["sessions"]] + vector["after"]
        self.cash, self.fund, self.mark = account["cash"], account["fund"], account["entry_price"]
        self.contracts, self.point = account["contracts"], account["contracts"] * account["multiplier"]
        return None if self.terms["fund_haircut"] is None else "the fund is no collateral here"

    def session(self, day):
        self.number += 1
        self.cash, self.mark = self.cash + self.point * (day["close"] - self.mark), day["close"]
        required = abs(self.contracts) * day["maintenance"]
        call = max(required - self.cash, 0)
        due = f"{self.dates[self.number + self.terms['grace_sessions']]}T{self.terms['deadline']}"
        told = {"events": [], "status": "quiet", "call": 0, "outstanding": 0, "deadline": None}
        if call:
            told = {"events": ["called"], "status": "called", "call": call, "outstanding": call, "deadline": due}
        closed = {"closed": 0, "closed_at": None, "contracts": self.contracts}
        money = {"cash": self.cash, "collateral": self.cash, "required": required, "equity": self.cash + self.fund}
        return told | closed | money
