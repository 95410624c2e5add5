"""The section of a run's settings that says what is paid into an account and taken out of it to live on."""

from typing import Annotated, Literal

from pydantic import Field

from engine.settings.section import CalendarDay, Section

Amount = Annotated[float, Field(ge=0.0, le=1e12)]
YearlyShare = Annotated[float, Field(ge=0.0, le=1.0)]


class Flows(Section):
    """Money paid in and taken out at the first session of each `every`, from `start` on: amounts of `contribute` and
    `withdraw` in the currency of the account or the investor, grown by `inflation` a year (a decimal), and
    `withdraw_share`, a share of equity a year. A withdrawal never takes what initial margin asks (CFTC regulation
    1.44): what cannot be paid is told and is not owed.
    """

    contribute: Amount = 0.0
    withdraw: Amount = 0.0
    withdraw_share: YearlyShare = 0.0
    every: Literal["month", "quarter", "year"] = "month"
    currency: Literal["account", "investor"] = "account"
    inflation: Annotated[float, Field(ge=-0.2, le=0.5)] = 0.0
    start: CalendarDay | None = None

    @property
    def none(self) -> bool:
        """Whether no money flows."""
        return self.contribute == self.withdraw == self.withdraw_share == 0.0
