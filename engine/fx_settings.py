"""Settings of pattern fx: dollars on margin in a yen account."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.config_sections import Section

Level = Annotated[float, Field(ge=0.2, le=1.0)]


class Fx(Section):
    """Pattern fx, dollars held against yen: `leverage` is their value over equity when bought, and again on each fixed date of `rebalance`;
    `requirement` a share of that value (0.04 allows 25x), or `requirement_yen` for 10,000 dollars in its place. Equity / requirement
    below `loss_cut_level` and the broker closes everything, below `voluntary_stop` the strategy does until the next month (0: never).
    `pass_through` is the share of the rate differential that the broker pays (by default 0.97, of `data/facts/fx.csv`).
    """

    leverage: Annotated[float, Field(gt=0.0, le=100.0)] = 3.0
    contract: Literal["USDJPY1K", "USDJPY10K"] = "USDJPY1K"
    requirement: Annotated[float, Field(ge=0.002, le=1.0)] = 0.04
    requirement_yen: Annotated[float, Field(ge=1_000.0, le=2_000_000.0)] | None = None
    loss_cut_level: Level = 0.5
    voluntary_stop: Annotated[float, Field(ge=0.0, le=100.0)] = 1.5
    rebalance: Literal["never", "daily", "monthly", "quarterly"] = "never"
    pass_through: Annotated[float, Field(ge=0.0, le=1.2)] | None = None

    @model_validator(mode="after")
    def _one_requirement(self) -> "Fx":
        if self.requirement_yen is not None and "requirement" in self.model_fields_set:
            raise ValueError(
                "fx.requirement and fx.requirement_yen are both set; choose a share of the value or an amount"
            )
        return self

    @model_validator(mode="after")
    def _stop_before_the_broker(self) -> "Fx":
        if 0.0 < self.voluntary_stop < 1.0:
            raise ValueError(
                f"fx.voluntary_stop {self.voluntary_stop} is below the requirement; choose 1.0 or more (1.5 is 150 %), or 0 for no stop"
            )
        return self

    @model_validator(mode="after")
    def _may_be_opened(self) -> "Fx":
        if self.requirement_yen is not None:
            return self
        ratio, limit = 1.0 / (self.leverage * self.requirement), 1.0 / self.requirement
        if ratio < 1.0 - 1e-12:
            raise ValueError(
                f"fx.leverage {self.leverage:g} is above {limit:g}, the most that a requirement of {self.requirement:.1%} allows; lower it"
            )
        if ratio <= self.voluntary_stop:
            raise ValueError(
                f"fx.leverage {self.leverage:g} opens at a maintenance ratio of {ratio:.0%}, at or below fx.voluntary_stop "
                f"{self.voluntary_stop:.0%}; lower the leverage or set fx.voluntary_stop = 0"
            )
        return self
