"""What a vector is: the model its files are held against, and the JSON schema that says the same without Python.

`python -m conformance.model` writes `schema.json`.
"""

import json
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA = Path(__file__).parent / "schema.json"
Date = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="a session, in the calendar of the broker")]
Hour = Annotated[
    str,
    Field(pattern=r"^[0-4]\d:[0-5]\d$", description="HH:MM; past midnight the hours go on, as in 29:30"),
]
Money = Annotated[float, Field(description="in the currency of the account")]
Share = Annotated[float, Field(ge=0, le=1)]
Event = Literal["called", "met", "missed", "loss_cut", "closed", "ruined"]
Kind = Literal["call", "growth", "deadline", "cure", "requirement", "closing", "loss_cut", "collateral", "debt"]


class Part(BaseModel):
    """A part of a file: nothing may be in it that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(Part):
    """Where a vector comes from: `published`, an example with its numbers; `rule`, somebody's rule on numbers of ours;
    `ours`, and why.
    """

    kind: Literal["published", "rule", "ours"]
    shows: str = Field(description="what of it is theirs, and what is ours; of ours, why it is here")
    url: str | None = None
    date: str | None = Field(default=None, description="of the page, else the day on which it was read")
    confidence: Literal["H", "M", "L"] | None = Field(
        default=None, description="H read there, M second-hand, L an assumption"
    )

    @model_validator(mode="after")
    def _is_told(self) -> Self:
        if (self.kind == "ours") == (None not in {self.url, self.date, self.confidence}):
            raise ValueError("url, date and confidence belong to what others say, and to nothing else")
        return self


class Hours(Part):
    """When a session has its first price and its last one."""

    open: Hour
    close: Hour


class Closing(Part):
    """What the broker closes, and when."""

    sessions_after_deadline: int = Field(ge=0, description="0: on the day of the missed deadline")
    contracts: Literal["all", "minimum"] | Annotated[int, Field(ge=2)] = Field(
        description="minimum: the fewest that mend the breach, rounded up; a number: so many times as many"
    )


class LossCut(Part):
    """A level under which positions are closed without a word."""

    level: float = Field(gt=0, description="collateral over requirement")
    watched: Literal["close", "session"] = Field(description="in the evening, or at any moment")


class Terms(Part):
    """What the broker says."""

    zone: str = Field(description="time zone of all hours")
    hours: Hours
    fills_at: Literal["open", "close"] = Field(description="price at which orders of the evening before fill")
    call_restores: Literal["maintenance", "initial"] = Field(description="up to where a call asks for money")
    debt_is_called: bool = Field(description="whether cash below zero is called though collateral suffices")
    grace_sessions: int = Field(ge=0, description="from the call to the day of its deadline; 0: nobody is asked")
    deadline: Hour | None = Field(description="on that day; null where nobody is asked")
    cures: list[Literal["money", "recovery", "reduction"]] = Field(
        description="what answers a call: money in its amount, a market that mends it, margin freed by closing a part"
    )
    closing: Closing
    loss_cut: LossCut | None
    fund_haircut: Share | None = Field(description="of the fund, the rest is collateral; null where it is none")
    money_takes_sessions: int = Field(ge=0, description="from the evening it is sent to the morning it is there")

    @model_validator(mode="after")
    def _has_a_deadline_where_it_calls(self) -> Self:
        if (self.grace_sessions == 0) != (self.deadline is None):
            raise ValueError("a deadline belongs to a call, and to nothing else")
        if self.grace_sessions > 0 and "money" not in self.cures:
            raise ValueError("money answers every call")
        if self.grace_sessions == 0 and self.loss_cut and self.loss_cut.level != 1:
            raise ValueError("where nobody is asked, all is closed at the requirement itself")
        return self


class Account(Part):
    """The account before the first session."""

    currency: str
    cash: Money
    fund: Money = Field(ge=0, description="all else the owner has, from which money is sent")
    contracts: int = Field(description="sold: negative")
    multiplier: float = Field(gt=0, description="currency for a point of a contract")
    entry_price: float = Field(gt=0, description="at which the contracts stand")


class Evening(Part):
    """What the owner does after a close."""

    send: float | None = Field(default=None, gt=0, description="money out of the fund, which arrives after the lag")
    trade: int | None = Field(default=None, description="contracts ordered for the next session; only such as reduce")


class Expect(Part):
    """How the account stands in an evening, before the owner does anything."""

    events: list[Event] = Field(description="of this session, in their order")
    status: Literal["quiet", "called", "closing"] = Field(description="closing: what is held will be closed by force")
    call: float = Field(ge=0, description="the open call; 0 where none is")
    outstanding: float = Field(ge=0, description="what of it has not come")
    deadline: str | None = Field(description="of the open call, date and hour")
    closed: int = Field(ge=0, description="contracts closed by force")
    closed_at: float | None
    contracts: int
    cash: Money
    collateral: Money
    required: Money
    equity: Money = Field(description="cash, fund and money on its way")


class Session(Part):
    """A day: its prices, what the broker asks of a contract, what the owner does after it, and how it should end."""

    date: Date
    open: float = Field(gt=0)
    high: float = Field(gt=0)
    low: float = Field(gt=0)
    close: float = Field(gt=0)
    maintenance: float = Field(gt=0, description="asked of a contract on this day, from its fills on")
    initial: float | None = Field(default=None, description="to which a call restores, where it does")
    evening: Evening = Evening()
    expect: Expect

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.low <= min(self.open, self.close) <= max(self.open, self.close) <= self.high:
            raise ValueError(f"{self.date}: low and high should bound open and close")
        return self


class Vector(Part):
    """The life of a call, or of none."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: Kind
    title: str
    source: Source
    terms: Terms
    account: Account
    sessions: list[Session] = Field(min_length=1)
    after: list[Date] = Field(description="sessions that follow, on which a deadline may fall")

    @model_validator(mode="after")
    def _is_played_in_order(self) -> Self:
        days = [one.date for one in self.sessions] + self.after
        if days != sorted(set(days)):
            raise ValueError("the dates of sessions should rise")
        if len(self.after) < self.terms.grace_sessions:
            raise ValueError("after should reach to the deadline of a call of the last evening")
        if (self.terms.call_restores == "initial") != all(one.initial is not None for one in self.sessions):
            raise ValueError("initial belongs to each session of a broker who restores it, and to no other")
        return self


class VectorFile(Part):
    """A file of vectors."""

    about: str
    vectors: list[Vector] = Field(min_length=1)


def schema() -> str:
    """The JSON schema of a file of vectors, as `schema.json` has it."""
    return json.dumps(VectorFile.model_json_schema(), indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(schema(), encoding="utf-8")
