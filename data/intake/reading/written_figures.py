"""Numbers as providers write them: one decimal mark for a whole file, and none that could be read in two ways."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from data.base.arrays import Floats
from data.base.finding import Finding
from data.base.saying import UNSAID, said
from data.intake.reading.full_width import narrow
from data.intake.reading.problems import Cells

MISSING = frozenset(("", "nan", "na", "n/a", "n.a.", "#n/a", "null", "none", "nd", "-", "--", "#n/a n/a"))
"""Cells that say that there is no value, in lower case; a provider may have more of them."""

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_COMMA_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d{1,3})?", re.ASCII)
_POINT_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_SPACES = " '\u00a0\u202f\u2019"
_SPACE_GROUPS = re.compile(rf"[+-]?[1-9]\d{{0,2}}([{_SPACES}]\d{{3}})+([.,]\d*)?", re.ASCII)
_GROUPERS = str.maketrans("", "", _SPACES)
_CURRENCY = re.compile(r"([+-]?)([$€£¥])\s?(?=[\d.])|\s?([$€£¥円])$")
_BOOKED = re.compile(r"\([\d.,]+\)|[\d.,]+-", re.ASCII)


@dataclass(slots=True)
class Figures:
    """Values by field (NaN where missing), the decimal mark, the fields that were in percent signs, and findings."""

    values: dict[str, Floats] = field(default_factory=dict)
    mark: str = "point"
    percent_signs: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_figures(
    columns: Mapping[str, Cells],
    *,
    missing: frozenset[str] = MISSING,
    delimiter: str = "",
    mark: str = "",
    percent: bool = False,
) -> Figures:
    """The numbers of the columns of a file, by field.

    `mark` (`point`, `comma`, or empty where the user said nothing) settles 1,234; percent signs are read only where
    `percent` says so; what is no number is a finding.
    """
    result = Figures()
    bare = {
        one: replace(cells, texts=_without_currency([_bare(cell, missing) for cell in cells.texts]))
        for one, cells in columns.items()
    }
    result.mark = mark or _mark(result, bare, delimiter)
    for one, cells in bare.items() if result.mark else ():
        if percent and _percent_signs(result, cells):
            result.percent_signs.add(one)
        result.values[one] = _values(result, cells, "%" if percent else "")
    return result


def _bare(cell: str, missing: frozenset[str]) -> str:
    """A cell in plain digits and signs, without spaces between thousands; empty where it is missing."""
    cell = narrow(cell)
    if cell.lower() in missing:
        return ""
    body = cell.removesuffix("%").rstrip()
    if _SPACE_GROUPS.fullmatch(body):
        return body.translate(_GROUPERS) + cell[len(body) :].strip()
    return body + "%" if cell.endswith("%") else cell


def _without_currency(texts: list[str]) -> list[str]:
    """Texts without the sign of a currency, where all that say anything have the same."""
    said = [text for text in texts if text]
    found = [_CURRENCY.search(text) for text in said]
    if not said or len({(match[2] or match[3]) if match else "" for match in found} | {""}) != 2 or not all(found):
        return texts
    return [_CURRENCY.sub(r"\1", text, count=1) for text in texts]


def _percent_signs(result: Figures, cells: Cells) -> bool:
    """Whether the values of a column have percent signs; some with and some without is a finding."""
    places = [place for place, text in enumerate(cells.texts) if text]
    signed = [place for place in places if cells.texts[place].endswith("%")]
    if signed and len(signed) < len(places):
        many = len(signed) > len(places) / 2
        odd = next(place for place in places if cells.texts[place].endswith("%") != many)
        problem = said("figures.no_sign") if many else said("figures.sign")
        result.findings.append(cells.finding("unit-mixed", odd, problem))
    return bool(signed)


def _mark(result: Figures, columns: Mapping[str, Cells], delimiter: str) -> str:
    """`point` or `comma`, as the numbers of all columns show; empty, with a finding, where they could be both."""
    counts = {"point": 0, "comma": 0, "both": 0, "": 0}
    doubtful: tuple[Cells, int] | None = None
    for cells in columns.values():
        for place, text in enumerate(cells.texts):
            kind = _kind(text.removesuffix("%")) if "," in text or "." in text else ""
            counts[kind] += 1
            if kind == "both" and not doubtful and ("," in text or delimiter not in {"", ","}):
                doubtful = cells, place
    if counts["point"] or counts["comma"] or not doubtful:
        return "comma" if counts["comma"] > counts["point"] else "point"
    cells, place = doubtful
    problem = said("figures.ambiguous")
    result.findings.append(cells.finding("number-ambiguous", place, problem))
    return ""


def _kind(text: str) -> str:
    """What a number with a comma or point can be: `point`, `comma`, `both`, or empty where it is none."""
    point = bool(_PLAIN.fullmatch(text) or _COMMA_GROUPS.fullmatch(text))
    comma = bool(_DECIMAL_COMMA.fullmatch(text) or _POINT_GROUPS.fullmatch(text))
    return "both" if point and comma else "point" if point else "comma" if comma else ""


def _values(result: Figures, cells: Cells, sign: str) -> Floats:
    read = _with_point if result.mark == "point" else _with_comma
    values = np.full(len(cells.texts), np.nan)
    for place, text in enumerate(cells.texts):
        value = read(text.removesuffix(sign)) if text else np.nan
        if value is None or np.isinf(value):
            written = said("figures.booked") if _BOOKED.fullmatch(text) else UNSAID
            result.findings.append(
                cells.finding("text-in-number", place, said("figures.not_a_number", written=written))
            )
        else:
            values[place] = value
    return values


def _with_point(text: str) -> float | None:
    if _PLAIN.fullmatch(text):
        return float(text)
    return float(text.replace(",", "")) if _COMMA_GROUPS.fullmatch(text) else None


def _with_comma(text: str) -> float | None:
    if _DECIMAL_COMMA.fullmatch(text) or _POINT_GROUPS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    return float(text) if _WHOLE.fullmatch(text) else None
