"""Colours that are the same everywhere, can be seen on their background, and are never all that tells runs apart."""

import itertools
import math
from dataclasses import replace
from types import SimpleNamespace
from typing import get_args

import pytest

from data.base.errors import ConfigError
from engine.plugs.pattern import PATTERNS
from engine.report.palette import MARKS, PALETTE, SOURCES, strokes, strokes_of
from engine.results.views import Theme

BACKGROUNDS = {"light": ("#FFFFFF", 3.0), "dark": ("#111111", 7.0)}


def parts(colour):
    return [int(colour[place : place + 2], 16) / 255.0 for place in (1, 3, 5)]


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_that_the_standard_prints():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


def lab(colour):
    """CIE L*a*b* of a colour."""
    red, green, blue = (((one / 12.92) if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4) for one in parts(colour))
    x, y, z = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", get_args(Theme))
def test_no_source_has_the_colour_of_a_run_or_of_another_source(theme):
    sources = [stroke.colour(theme) for stroke in SOURCES.values()]
    pairs = [
        *itertools.combinations(sources, 2),
        *itertools.product(sources, (one.colour(theme) for one in PALETTE.values())),
    ]
    assert min(math.dist(lab(one), lab(other)) for one, other in pairs) > 20.0


def test_of_twelve_runs_those_of_one_colour_have_other_dashes_and_marks():
    found = list(strokes([*("core", "A", "B", "C"), *(f"run {number}" for number in range(8))]).values())
    for one, other in itertools.combinations(found, 2):
        assert one.light != other.light or (one.dash != other.dash and MARKS[one.symbol] != MARKS[other.symbol])


@pytest.mark.parametrize(("pattern", "is_free"), [("A", False), ("own", True)])
def test_a_run_on_its_own_has_no_gaps_and_the_colour_of_its_pattern(pattern, is_free):
    run = SimpleNamespace(config=SimpleNamespace(kind=SimpleNamespace(name=pattern, is_free=is_free)))
    (stroke,) = strokes_of({"mine": run}).values()
    assert (stroke.dash, stroke.symbol) == ("solid", "")
    assert (stroke.light == PALETTE[PATTERNS["A"].colour].light) is not is_free


def test_a_colour_that_there_is_not_is_one_sentence():
    with (
        PATTERNS.added(replace(PATTERNS["A"], name="D", colour="mauve")),
        pytest.raises(ConfigError, match=r"pattern 'D': its colour 'mauve' is none of blue, "),
    ):
        strokes(["D"])


@pytest.mark.parametrize("theme", get_args(Theme))
def test_every_colour_stands_out_from_its_background(theme):
    background, least = BACKGROUNDS[theme]
    assert all(contrast(stroke.colour(theme), background) >= least for stroke in PALETTE.values())


def test_colours_and_dashes_are_all_different():
    for kind in ("light", "dark", "dash"):
        assert len({getattr(stroke, kind) for stroke in PALETTE.values()}) == len(PALETTE)


def test_a_pattern_has_its_colour_whoever_stands_beside_it():
    for chosen in itertools.permutations(("core", "A", "B", "C", "mine"), 3):
        found = strokes(chosen)
        assert all(found[name] is PALETTE[PATTERNS[name].colour] for name in chosen if name in PATTERNS)
        assert len(set(found.values())) == 3


def test_of_two_with_one_colour_the_later_has_another():
    with PATTERNS.added(replace(PATTERNS["A"], name="D")):
        found = strokes(["D", "A", "small"])
    assert found["D"] is PALETTE[PATTERNS["A"].colour]
    assert len(set(found.values())) == 3


def test_runs_of_other_names_have_the_colours_in_order():
    assert list(strokes(["small", "large", "A", "larger"]).values()) == [
        PALETTE[name] for name in ("blue", "green", "vermillion", "purple")
    ]


def test_no_two_of_thirty_runs_look_the_same():
    names = [*("core", "A", "B", "C"), *(f"run {number}" for number in range(26))]
    assert len(set(strokes(names).values())) == 30
