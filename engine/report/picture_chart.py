"""What a chart holds: axes, lines, bands, bars and spells, whoever draws it."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from data.base.arrays import Floats
from engine.report.drawing import Ink
from engine.report.picture_scale import Form


class Axis(NamedTuple):
    """The axis upwards: what it is called, how its values are written, and where it begins and ends if not with what is
    drawn.
    """

    title: str
    form: Form
    log: bool = False
    low: float | None = None
    high: float | None = None


class Across(NamedTuple):
    """The axis to the right: days since 1970, numbers or names (places from 0), the first and last of them."""

    kind: Literal["days", "numbers", "names"]
    first: float
    last: float
    names: Sequence[str] = ()
    title: str = ""


class Curve(NamedTuple):
    """A line through values, or crosses where they stand."""

    name: str
    ink: Ink
    xs: Floats
    ys: Floats
    dash: str = ""
    crosses: bool = False


class Band(NamedTuple):
    """What lies between two lines."""

    name: str
    ink: Ink
    xs: Floats
    low: Floats
    high: Floats
    density: float


class Bars(NamedTuple):
    """A value for each name; those of several stand upon one another."""

    name: str
    ink: Ink
    values: Floats


class Spells(NamedTuple):
    """Stretches of time, (n, 2): a lane of its own, or in the strip below a chart."""

    name: str
    ink: Ink
    ends: Floats


class Chart(NamedTuple):
    """What is drawn; `of` is whose it is. With `lanes` there is nothing else but the strip."""

    axis: Axis
    across: Across
    of: str = ""
    curves: Sequence[Curve] = ()
    bands: Sequence[Band] = ()
    bars: Sequence[Bars] = ()
    lanes: Sequence[Spells] = ()
    strip: Sequence[Spells] = ()
