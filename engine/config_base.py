"""What sections of settings are made of: ranges of numbers, and a group that refuses what it does not know."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Title = Annotated[str, Field(max_length=40)]
Remark = Annotated[str, Field(max_length=2000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Money = Annotated[float, Field(ge=1.0, le=1e12)]
Cost = Annotated[float, Field(ge=0.0, le=1e4)]
Points = Annotated[float, Field(ge=0.0, le=1e3)]
Spread = Annotated[float, Field(ge=0.0, le=1.0)]
Factor = Annotated[float, Field(ge=0.0, le=10.0)]
Scale = Annotated[float, Field(ge=0.1, le=10.0)]
Distance = Annotated[float, Field(gt=-0.5, lt=0.5)]
Volatility = Annotated[float, Field(ge=0.01, le=5.0)]


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys and values of the wrong type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
