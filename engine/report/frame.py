"""What pages are made with: templates, our own files beside them, and the chart library."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from data.base.days import iso
from engine.report.pack import compressed
from engine.report.palette import PAPER, Stroke

LIBRARY = "plotly-basic-4.1.1.min.js"


@cache
def environment() -> Environment:
    """Templates, with the filters `percent`, `day`, `json` and `contents`; what a template asks for and is not told is
    an error.
    """
    made = Environment(
        loader=FunctionLoader(asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"percent": percent, "day": iso, "json": _json, "contents": contents}
    return made


@cache
def library() -> str:
    """The chart library, packed."""
    return compressed(asset(LIBRARY).encode())


def asset(name: str) -> str:
    """One of our own files: a template, a script, the style."""
    return files("engine.report").joinpath("assets", name).read_text(encoding="utf-8")


def colours(strokes: Mapping[str, Stroke]) -> str:
    """Colours and that of the paper as CSS variables, for light pages and for dark ones."""
    named = {**strokes, "paper": PAPER}
    light = "".join(f"--{name}:{stroke.light};" for name, stroke in named.items())
    dark = "".join(f"--{name}:{stroke.dark};" for name, stroke in named.items())
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


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
