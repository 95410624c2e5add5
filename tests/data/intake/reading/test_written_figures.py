"""Numbers read back from every way in which providers write them; what could be two is refused."""

import numpy as np
import pytest

from data.intake.check import check_source
from data.intake.reading.problems import Cells
from data.intake.reading.written_figures import read_figures
from data.intake.source import KINDS, parse_source


def read(*texts, **settled):
    return read_figures({"close": Cells("x.csv", "Close", list(texts), list(range(2, len(texts) + 2)))}, **settled)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (("\uff11\uff12\uff13", "\uff11\uff0c\uff12\uff13\uff14\uff0e\uff15"), (123.0, 1234.5)),
        (("\u22121.5", "2"), (-1.5, 2.0)),
        (("0,023", "0,045"), (0.023, 0.045)),
        (("1.234,5", "1,5E-3"), (1234.5, 0.0015)),
        (("¥1,234", "¥1,235.5"), (1234.0, 1235.5)),
        (("\uffe51,234", "\uffe51,235.5"), (1234.0, 1235.5)),
        (("1234円", "1235円"), (1234.0, 1235.0)),
        (("-$1.5", "$2"), (-1.5, 2.0)),
        (("$1.5", "-", "ND", "$2"), (1.5, np.nan, np.nan, 2.0)),
        (("-", "\u2013", "—", "1.5"), (np.nan, np.nan, np.nan, 1.5)),
    ],
)
def test_what_a_number_means(texts, values):
    found = read(*texts)
    assert not found.findings
    np.testing.assert_array_equal(found.values["close"], values)


@pytest.mark.parametrize(
    "text", ["(1,234)", "1.5-", "5.25\u00b9", "\u00bd", "¥5", "$5", "0 123", "1,23,456", "\u0661\u0662\u0663"]
)
def test_what_is_no_number_is_refused_where_others_are_plain(text):
    found = read("1.5", text, mark="point")
    assert [(one.check, one.severity, one.line) for one in found.findings] == [("text-in-number", "error", 3)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "index"])
def test_decimal_commas_are_read_in_every_kind(kind, tmp_path):
    words = ":yield:13w:percent" if kind == "bills" else ":yield:4w:percent" if kind == "bills-1m" else ""
    path = tmp_path / "x.csv"
    path.write_text("Datum;percent\n02.01.2015;100,25\n05.01.2015;101,5\n", encoding="utf-8")
    history, _ = check_source(parse_source(kind, f"{path}{words}"))
    assert history.values[history.main].tolist() == [100.25, 101.5]


@pytest.mark.parametrize("volume", ["-", "3.46B", "n.m."])
def test_a_column_that_is_only_looked_at_has_one_finding_at_most(volume, tmp_path, sessions):
    rows = [f"{day},{2000 + place},{volume}" for place, day in enumerate(sessions("2015-01-02", "2015-03-31"))]
    path = tmp_path / "x.csv"
    path.write_text("\n".join(["Date,Price,Vol.", *rows]), encoding="utf-8")
    _, found = check_source(parse_source("index", str(path)))
    numbers = [one for one in found if one.check == "text-in-number"]
    assert [(one.severity, one.line) for one in numbers] == ([] if volume == "-" else [("warning", 2)])
    assert [one.problem for one in numbers] in ([], [f"is not a number, as on {len(rows) - 1} more rows"])


@pytest.mark.parametrize(
    ("header", "quote"),
    [
        ("Date,DTB3", "bank discount of 91 days, as act/365 yield"),
        ("Date,dtb4wk", "bank discount of 28 days, as act/365 yield"),
        ("date,TB3MS,source", "bank discount of 91 days, as act/365 yield"),
        ("Day;DGS3MO", "yield of 91 days, as it is"),
        ("Date,^IRX", "bank discount of 91 days, as act/365 yield"),
    ],
)
def test_a_series_is_known_by_its_name_in_any_shape(header, quote, tmp_path):
    path, mark = tmp_path / "x.csv", ";" if ";" in header else ","
    cells = mark.join(["{}", "{}", "H.15"][: header.count(mark) + 1])
    path.write_text(
        "\n".join([header, *(cells.format(f"0{day}.01.2015", 5.25) for day in (5, 6, 7))]), encoding="utf-8"
    )
    history, found = check_source(parse_source("bills", str(path)))
    assert (str(history.quote), history.unit, found) == (quote, "percent", [])
    wrong = "yield" if "discount" in quote else "discount"
    _, found = check_source(parse_source("bills", f"{path}:{wrong}:13w"))
    assert [one.check for one in found] == ["series-unsuitable"]


@pytest.mark.parametrize(("name", "kind"), [("VIXCLS", "bills"), ("DTB3", "index"), ("dexjpus", "jpy-rate")])
def test_a_series_of_another_kind_is_refused_in_any_shape(name, kind, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(f"Date,{name}\n2015-01-05,5.25\n2015-01-06,5.26\n", encoding="utf-8")
    _, found = check_source(parse_source(kind, str(path)))
    assert "series-unsuitable" in [one.check for one in found]
