"""Headings of a page: which of them have nothing below."""

from html.parser import HTMLParser
from itertools import pairwise

CONTENT = ("svg", "img", "iframe", "input", "select")
SILENT = ("script", "style", "title", "noscript")


class _Outline(HTMLParser):
    """A page as a list: levels of headings with their text, `0, ""` where a section ends, and `9, ...` for content."""

    def __init__(self):
        super().__init__()
        self.found, self.open, self.silent = [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        if tag[0] == "h" and tag[1:].isdigit():
            self.open = int(tag[1:])
            self.found.append([self.open, ""])
        elif tag in CONTENT or "data-chart" in dict(attrs) or "data-list" in dict(attrs):
            self.found.append([9, tag])

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT
        if tag[0] == "h" and tag[1:].isdigit():
            self.open = 0
        elif tag == "section":
            self.found.append([0, ""])

    def handle_data(self, data):
        if self.silent or not data.strip():
            return
        if self.open:
            self.found[-1][1] += data
        else:
            self.found.append([9, data])


def outline(html):
    """Levels and texts of a page, in order."""
    parser = _Outline()
    parser.feed(html)
    return [*map(tuple, parser.found), (0, "")]


def empty_headings(html):
    """Headings from the second level on that are followed by one of their level or above, or by nothing."""
    told = outline(html)
    return [text.strip() for (level, text), (after, _) in pairwise(told) if 2 <= level < 9 and after <= level]


def headings(html):
    """Texts of the headings of sections, in order."""
    return [" ".join(text.split()) for level, text in outline(html) if level == 2]
