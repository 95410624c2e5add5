"""Two files of one series: one history, the overlap compared, each file with its own record."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from data.base.days import day_of
from data.base.errors import ConfigError
from data.base.finding import Refused
from data.intake.build import Plan, build_market
from data.intake.source import parse_publishers, parse_source
from engine.cli import cli

SPLIT, AFTER = "2015-02-12", "2015-02-13"


@pytest.fixture
def save(tmp_path):
    def write(name, rows):
        (tmp_path / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
        return str(tmp_path / name)

    return write


@pytest.fixture
def joined(own_files, save):
    """A market whose files of some kinds are several, given as lists of (name, rows) with words after the name."""

    def build(several, **plan):
        files = {kind: [(f"{kind}.csv", rows)] for kind, rows in own_files.items()} | several
        sources = {}
        for kind, given in files.items():
            named = [(name.partition(":"), rows) for name, rows in given]
            sources[kind] = [
                parse_source(kind, f"{save(name, rows)}{colon}{words}") for (name, colon, words), rows in named
            ]
        return build_market(Plan(sources, **plan))

    return build


pytestmark = pytest.mark.pages


def halves(rows, last=SPLIT, first=AFTER):
    """Rows up to one day, and from another on, each with the header."""
    return [rows[0], *(row for row in rows[1:] if row[:10] <= last)], [
        rows[0],
        *(row for row in rows[1:] if row[:10] >= first),
    ]


def found(refused):
    return [(one.check, one.file, one.line) for one in refused.value.findings if one.severity == "error"]


@pytest.mark.parametrize("kind", ["index", "bills", "vix", "fx"])
@pytest.mark.parametrize(
    ("last", "first"), [(SPLIT, AFTER), ("2015-03-02", "2015-02-02"), ("2015-03-31", "2015-02-17")]
)
@pytest.mark.parametrize("swapped", [False, True])
def test_halves_of_a_file_are_the_file(kind, last, first, swapped, own_files, built, joined):
    one, two = halves(own_files[kind], last, first)
    parts = [("a.csv", one), ("b.csv", two)]
    market = joined({kind: parts[::-1] if swapped else parts})
    assert market.digest == built.digest
    told = [source for source in market.origin["sources"] if source["kind"] == kind]
    assert [source["file"] for source in told] == (["b.csv", "a.csv"] if swapped else ["a.csv", "b.csv"])
    common = len(set(one[1:]) & set(two[1:]))
    assert "overlap" not in told[0]
    assert told[1]["overlap"] == {"against": told[0]["file"], "rows": common, "agree": common, "within": 0.0}
    assert {source["file"]: source["rows"] for source in told} == {"a.csv": len(one) - 1, "b.csv": len(two) - 1}


def test_one_file_in_a_list_is_that_file(own_files, build, joined):
    market, whole = joined({}), build(own_files)
    assert (market.digest, market.origin) == (whole.digest, whole.origin)


def test_each_file_says_for_which_sessions_it_stands(own_files, joined):
    one, two = halves(own_files["fx"], "2015-03-02", "2015-02-02")
    spans = joined({"fx": [("a.csv", one), ("b.csv", two)]}).origin["columns"]["usdjpy"]["spans"]
    assert [(span["source"], span["first"], span["last"]) for span in spans] == [
        ("a.csv", "2015-01-02", "2015-03-02"),
        ("b.csv", "2015-03-03", "2015-03-31"),
    ]


def test_values_that_differ_stop_the_build_with_both_lines(own_files, joined):
    one, two = halves(own_files["fx"], "2015-03-02", "2015-02-02")
    two[3] = two[3].replace("119.22", "120.22")
    with pytest.raises(Refused) as refused:
        joined({"fx": [("a.csv", one), ("b.csv", two)]})
    assert found(refused) == [("files-differ", "b.csv", 4)]
    (wrong,) = [one for one in refused.value.findings if one.severity == "error"]
    assert (wrong.date, wrong.value, wrong.problem, wrong.fix) == ("2015-02-04", "120.22",
        "is 119.22 on line 24 of a.csv", "keep-last")  # fmt: skip
    assert wrong.beside == "19 of the 20 days that both have agree"


@pytest.mark.parametrize("swapped", [False, True])
def test_the_later_named_file_stands_where_that_is_asked_for(swapped, own_files, joined):
    one, two = halves(own_files["fx"], "2015-03-02", "2015-02-02")
    two[3] = two[3].replace("119.22", "120.22")
    parts = [("a.csv", one), ("b.csv", two)]
    market = joined({"fx": parts[::-1] if swapped else parts}, fixes=["keep-last"])
    assert market.as_of(day_of(date(2015, 2, 4))).value("usdjpy") == (119.22 if swapped else 120.22)
    rows = [(one["file"], one["rows"]) for one in market.origin["repairs"] if one["rows"]]
    assert rows == [("a.csv" if swapped else "b.csv", 1)]


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda values, place: 100 * values[place], "times 100"),
        (lambda values, place: 1 / values[place], "turned over"),
        (lambda values, place: values[place] + 7, "plus 7"),
        (lambda values, place: values[place - 1] if place else 99.0, "row before"),
        (lambda values, place: values[place + 1] if place + 1 < len(values) else 99.0, "row after"),
    ],
)
def test_what_made_the_values_differ_is_told(change, cause, own_files, joined):
    rows = own_files["vix"]
    days, values = zip(*((row[:10], float(row[11:]) + place**2 % 7) for place, row in enumerate(rows[1:])), strict=True)
    one = [rows[0], *(f"{day},{value!r}" for day, value in zip(days, values, strict=True))]
    two = [rows[0], *(f"{day},{change(values, place)!r}" for place, day in enumerate(days))]
    with pytest.raises(Refused) as refused:
        joined({"vix": [("a.csv", one), ("b.csv", two)]})
    causes = {one.cause for one in refused.value.findings if one.check == "files-differ"}
    assert len(causes) == 1
    assert cause in causes.pop()


def test_rounding_of_the_coarser_file_is_no_difference(own_files, joined):
    rows = own_files["vix"]
    fine = [rows[0], *(f"{row}37" for row in rows[1:])]
    market = joined({"vix": [("a.csv", fine), ("b.csv", rows)]})
    (told,) = [source for source in market.origin["sources"] if source["file"] == "b.csv"]
    assert (told["overlap"]["agree"], told["overlap"]["within"]) == (61, 0.005)
    assert market.values("vix")[0] == 18.0037
    with pytest.raises(Refused, match=r"is 18\.0067 on line 2 of a\.csv"):
        joined({"vix": [("a.csv", [rows[0], *(f"{row}67" for row in rows[1:])]), ("b.csv", rows)]})


def test_a_hole_in_one_file_is_filled_by_the_other_and_one_in_both_is_found(own_files, joined):
    rows = own_files["index"]
    holed = [*rows[:10], *rows[13:]]
    assert len(joined({"index": [("a.csv", holed), ("b.csv", [rows[0], *rows[9:15]])]})) == 61
    one, two = halves(rows, SPLIT, "2015-02-17")
    with pytest.raises(Refused) as refused:
        joined({"index": [("a.csv", one), ("b.csv", two)]})
    assert found(refused) == [("missing-session", "a.csv and b.csv", None)]


def test_an_empty_value_is_filled_by_the_other_file(own_files, joined):
    rows = own_files["fx"]
    market = joined({"fx": [("a.csv", [*rows[:5], f"{rows[5][:11]}", *rows[6:]]), ("b.csv", [*rows[:1], *rows[4:9]])]})
    assert market.values("usdjpy")[4] == 119.04


def test_findings_about_the_whole_name_the_file_and_line_they_are_of(own_files, joined):
    one, two = halves(own_files["index"])
    two[5] = two[5].replace(two[5].split(",")[-1], "20.5")
    with pytest.raises(Refused) as refused:
        joined({"index": [("a.csv", one), ("b.csv", two)]})
    assert {(file, line) for _, file, line in found(refused)} <= {("b.csv", 6), ("b.csv", 7)}


def test_a_file_out_of_order_is_told_by_itself(own_files, joined):
    one, two = halves(own_files["fx"])
    two[3], two[4] = two[4], two[3]
    with pytest.raises(Refused) as refused:
        joined({"fx": [("a.csv", one), ("b.csv", two)]})
    assert found(refused) == [("dates-do-not-increase", "b.csv", 5)]
    market = joined({"fx": [("a.csv", one), ("b.csv", two)]}, fixes=["sort"])
    assert [(one["file"], one["rows"]) for one in market.origin["repairs"] if one["kind"] == "fx"] == [("a.csv", 0),
        ("b.csv", 2)]  # fmt: skip


def test_percent_and_decimals_discounts_and_yields_are_joined_as_yields(own_files, joined):
    one, two = halves(own_files["bills"])
    decimal = ["date,rate", *(f"{row[:10]},{float(row[11:]) / 100!r}" for row in two[1:])]
    market = joined({"bills": [("a.csv", one), ("b.csv:decimal:yield:13w", decimal)]})
    assert market.values("bill_yield")[-1] == float(decimal[-1][11:])
    assert market.values("bill_yield")[0] > float(one[1][11:]) / 100
    with pytest.raises(Refused) as refused:
        joined({"bills": [("a.csv", one), ("b.csv:decimal:yield:4w", decimal)]})
    assert found(refused) == [("not-one-series", "b.csv", None)]


def test_means_of_months_are_not_joined_to_days(own_files, joined):
    months = ["DATE,DEXJPUS", "2014-11-01,116.2", "2014-12-01,119.3", "2015-01-01,118.2"]
    with pytest.raises(Refused) as refused:
        joined({"fx": [("a.csv", months), ("b.csv", own_files["fx"])]})
    assert found(refused) == [("not-one-series", "b.csv", None)]


def test_closes_alone_beside_bars_are_told(own_files, joined):
    one, two = halves(own_files["index"])
    bare = ["Date,Close", *(f"{row[:10]},{row.split(',')[-1]}" for row in two[1:])]
    market = joined({"index": [("a.csv", one), ("b.csv", bare)]})
    told = {(warning["file"], warning["check"]) for warning in market.origin["warnings"]}
    assert ("b.csv", "part-without-column") in told
    assert market.values("high")[0] == market.values("close")[0]


def test_opens_are_real_as_each_file_or_the_facts_say(own_files, joined):
    one, two = halves(own_files["index"])
    flagged = [f"{row},{'ohlc_ok' if not place else place % 2}" for place, row in enumerate(two)]
    real = joined({"index": [("a.csv", one), ("b.csv", flagged)]}).values("open_is_real")
    assert all(real[: len(one) - 1])
    assert real[len(one) - 1 :] == [place % 2 == 1 for place in range(1, len(two))]


def test_a_file_outside_the_period_is_told_and_left_out(own_files, joined):
    one, two = halves(own_files["index"])
    market = joined({"index": [("a.csv", one), ("b.csv", two)]}, first=day_of(date(2015, 3, 2)))
    assert market.origin["sources"][0]["file"] == "b.csv"
    assert {warning["check"] for warning in market.origin["warnings"]} >= {"part-outside-period"}
    with pytest.raises(Refused) as refused:
        joined({"index": [("a.csv", one), ("b.csv", two)]}, first=day_of(date(2016, 3, 2)))
    assert {(check, file) for check, file, _ in found(refused)} >= {("outside-period", "a.csv"),
        ("outside-period", "b.csv")}  # fmt: skip


def test_three_files_and_errors_of_all(own_files, joined):
    rows = own_files["fx"]
    three = [("a.csv", [rows[0], *rows[1:20]]), ("b.csv", [rows[0], *rows[15:40]]), ("c.csv", [rows[0], *rows[35:]])]
    market = joined({"fx": three})
    assert [source["overlap"] for source in market.origin["sources"] if "overlap" in source] == [
        {"against": "a.csv", "rows": 5, "agree": 5, "within": 0.0},
        {"against": "a.csv and b.csv", "rows": 5, "agree": 5, "within": 0.0},
    ]
    three[1][1][2], three[2] = "2015-01-26,x", ("c.csv", ["no table here"])
    with pytest.raises(Refused) as refused:
        joined({"fx": three})
    assert found(refused) == [("no-header", "c.csv", 1), ("text-in-number", "b.csv", 3)]


def test_files_of_one_name_are_told_apart_by_their_folders(own_files, save, tmp_path):
    one, two = halves(own_files["fx"])
    for name, rows in (("old", one), ("new", two)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("\n".join(rows), encoding="utf-8")
    sources = {"index": parse_source("index", save("i.csv", own_files["index"])),
        "bills": parse_source("bills", save("b.csv", own_files["bills"]))}  # fmt: skip
    given = [parse_source("fx", str(tmp_path / name / "x.csv")) for name in ("old", "new")]
    market = build_market(Plan(sources | {"fx": given}))
    assert [source["file"] for source in market.origin["sources"]][-2:] == ["old/x.csv", "new/x.csv"]
    (tmp_path / "new" / "x.csv").write_text("\n".join([*two[:3], "2015-02-18,x", *two[4:]]), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        build_market(Plan(sources | {"fx": given}))
    assert found(refused) == [("text-in-number", "new/x.csv", 4)]
    with pytest.raises(ConfigError, match=r"--fx: old/x\.csv is given twice"):
        build_market(Plan(sources | {"fx": given[:1] * 2}))


def test_publishers_of_several_files_are_told_by_file(own_files, save, tmp_path):
    assert parse_publishers(["a.csv=Fed", "fx=Japan"], ["fx", "a.csv", "b.csv"]) == {"a.csv": "Fed", "fx": "Japan"}
    one, two = halves(own_files["fx"], "2015-03-02", "2015-02-02")
    given = ["--index", save("i.csv", own_files["index"]), "--bills", save("t.csv", own_files["bills"])]
    given += ["--fx", save("a.csv", one), "--fx", save("b.csv", two), "--publisher", "b.csv=H.10"]
    done = CliRunner().invoke(cli, ["data", "build", *given, "-o", str(tmp_path / "m.parquet"), "--json"])
    assert done.exit_code == 0, done.output
    spans = json.loads(done.output)["origin"]["columns"]["usdjpy"]["spans"]
    assert [span["source"] for span in spans] == ["a.csv", "H.10"]
    shown = CliRunner().invoke(cli, ["data", "build", *given, "-o", str(tmp_path / "n.parquet")])
    assert "fx: b.csv and a.csv have 20 days in common, 20 agree" in shown.output
