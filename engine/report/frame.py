"""What pages are made with: templates, our own files beside them, and the chart library."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from data.base.days import iso
from data.base.visible import visible
from engine.report.pack import compressed
from engine.report.palette import BAD, GOOD, INK, LINE, PAPER, QUIET, Stroke

LIBRARY = "plotly-basic-4.1.1.min.js"
HYPHEN = re.compile(r"(?<![A-Za-z0-9_.=/:,-])-(?=\d)")
"""A hyphen that stands for a minus sign; `state.js` has the same."""
UNIT = re.compile(r"(?<=[0-9]) (?=[\u3041-\u30f6\u4e00-\u9fff])")
"""The blank between a number and a Japanese unit."""


@cache
def environment() -> Environment:
    """Templates, with the filters `percent`, `day`, `json`, `contents`, `css` and `as_it_is`; what a template asks for
    and is not told is an error. Every other text has its minus signs.
    """
    made = Environment(
        loader=FunctionLoader(asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        finalize=_with_minus,
    )  # fmt: skip
    made.filters |= {"percent": percent, "day": iso, "json": _json, "contents": contents, "css": _css}
    made.filters |= {"as_it_is": _as_it_is, "hashed": hashed}
    made.globals["library_hash"] = library_hash
    return made


def minus(text: str) -> str:
    """A text with minus signs (U+2212) before its negative numbers; hyphens of dates, names and settings stay.

    >>> minus("-1.5% to -0.2%, 2008-09-15, --set x=-1")
    '\u22121.5% to \u22120.2%, 2008-09-15, --set x=-1'
    """
    return HYPHEN.sub("\N{MINUS SIGN}", text)


def with_units(text: str) -> str:
    r"""A text in which no line ends between a number and a Japanese unit.

    >>> with_units("20 営業日, 10 days")
    '20\xa0営業日, 10 days'
    """
    return UNIT.sub("\N{NO-BREAK SPACE}", text)


def shown(text: str) -> str:
    """A text as a page shows it: with minus signs, numbers and their units together, and what hides or turns round text
    as it would be typed.
    """
    return with_units(minus(visible(text)))


def _with_minus(value: object) -> object:
    """What a template shows: text and numbers with minus signs, what is made of markup as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return shown(value)
    return minus(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


@cache
def library() -> str:
    """The chart library, packed."""
    return compressed(asset(LIBRARY).encode())


@cache
def library_hash() -> Markup:
    """By what a page lets the chart library run, and no other script."""
    return hashed(asset(LIBRARY))


def hashed(script: str) -> Markup:
    """A script as a Content-Security-Policy names it.

    >>> hashed("")
    Markup("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='")
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return Markup(f"'sha256-{digest}'")  # noqa: S704  (letters of base64)


def asset(name: str) -> str:
    """One of our own files: a template, a script, the style."""
    return files("engine.report").joinpath("assets", name).read_text(encoding="utf-8")


def colours(strokes: Mapping[str, Stroke]) -> str:
    """Colours and those of every page as CSS variables, for light pages and for dark ones."""
    named = {**strokes, "paper": PAPER, "ink": INK, "quiet": QUIET, "line": LINE, "good": GOOD, "bad": BAD}
    light = "".join(f"--{name}:{stroke.light};" for name, stroke in named.items())
    dark = "".join(f"--{name}:{stroke.dark};" for name, stroke in named.items())
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _as_it_is(text: str) -> Markup:
    return escape(visible(text))


def percent(value: float | None, form: str = "{:+.2%}") -> str:
    """A decimal as a percentage, a dash where there is none."""
    return "–" if value is None else form.format(value)  # noqa: RUF001


def contents(html: str) -> list[tuple[str, Markup]]:
    """(id, title) of every heading of a page that has an id, in order.

    >>> contents('<h2 id="h-falls">Falls <span></span></h2>')
    [('h-falls', Markup('Falls'))]
    """
    found = re.findall(r'<h2 id="([^"]+)">([^<]+)', html)
    return [(name, Markup(title.strip())) for name, title in found]  # noqa: S704  (a page that was escaped)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _css(text: str) -> Markup:
    """Text as a string of CSS, nothing of which can end it."""
    told = (letter if letter.isalnum() or letter in " -.," else f"\\{ord(letter):x} " for letter in unescape(text))
    return Markup('"{}"'.format("".join(told)))  # noqa: S704  (every sign that means something is written as a number)
