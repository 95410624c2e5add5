"""Tables of a page as a test reads them: texts of cells by the label of their box, and numbers to their last digit."""

import re
from html.parser import HTMLParser

import pytest


class Tables(HTMLParser):
    """Texts of the cells of each table, by the label of the box that it stands in."""

    def __init__(self, html):
        super().__init__()
        self.found, self.label, self.open = {}, "", None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "div" and "aria-label" in told:
            self.label = told["aria-label"]
        if tag == "table":
            self.found[self.label] = []
        if tag == "tr":
            self.found[self.label].append([])
        if tag in {"td", "th"}:
            self.open = []

    def handle_data(self, data):
        if self.open is not None and data.strip():
            self.open.append(data.strip())

    def handle_endtag(self, tag):
        if tag in {"td", "th"} and self.open is not None:
            self.found[self.label][-1].append(" ".join(self.open))
            self.open = None


def table(html, label):
    """The rows of a table below its titles."""
    return Tables(html).found[label][1:]


def shows(text, value):
    """Whether a text is a number, to its last digit; a percentage is a hundred times it."""
    number = text.replace(",", "").replace("\N{MINUS SIGN}", "-").removesuffix("x").removesuffix("%").strip()
    shown = 100.0 * value if "%" in text else value
    digits = len(number.partition(".")[2])
    return float(number) == pytest.approx(shown, abs=0.5001 * 10.0**-digits)


def ends(text):
    return [one.strip() for one in re.split("to|\uff5e", text)]
