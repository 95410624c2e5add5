"""Lists on the page of a survival result: the worst paths with their replays, and real start dates."""

import json
import re
from datetime import date, timedelta

import pyarrow as pa
import pytest

from engine.report.survival_page import survival_html
from engine.survival.result import SurvivalResult
from engine.words import words
from tests.support.page_tables import shows, table
from tests.support.survival_tables import survival_result

NOTHING = "\u2013"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"), starts=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("small"), overlays=(0.1, 0.2), buffers=(0.2, 0.3))


@pytest.mark.pages
def test_the_worst_paths_are_sold_out_first_then_poorest_and_have_their_command(result):
    paths = [row for row in result.table("paths").to_pylist() if row["cell"] == 9]
    worst = sorted(paths, key=lambda row: (row["forced_sales"] == 0, row["wealth"], row["path"]))[:5]
    rows = table(survival_html(result), words()("survive.worst"))
    for row, texts in zip(worst, rows, strict=True):
        path, kind, history, calls, sales, first, drawdown, wealth, fund, command = texts
        assert command == f"overlay replay {result.path.name} --path {row['path']} --cell 9"
        assert (int(path), int(history)) == (row["path"], row["history"])
        assert kind == words()(f"path_kind.{row['kind']}")
        assert (int(calls), int(sales)) == (row["calls"], row["forced_sales"])
        assert first == (NOTHING if row["first_sale"] is None else f"{row['first_sale']:,}")
        assert shows(drawdown, row["drawdown"])
        assert shows(wealth, row["wealth"])
        assert shows(fund, row["fund"])


def test_a_path_with_a_forced_sale_is_worse_than_a_poorer_one_without(tmp_path):
    bad = survival_result(tmp_path, overlays=(0.4,), buffers=(0.1,), own=(0.4, 0.1))
    rows = table(survival_html(bad), words()("survive.worst"))
    assert all(int(row[4]) > 0 for row in rows)
    assert rows[0][-1] == f"overlay replay {bad.path.name} --path {rows[0][0]}"
    spared = [row["wealth"] for row in bad.table("paths").to_pylist() if not row["forced_sales"]]
    assert min(spared) < max(float(row[7][:-1]) for row in rows)


@pytest.mark.pages
def test_a_replay_that_lies_beside_it_is_linked(small):
    first = int(table(survival_html(small), words()("survive.worst"))[0][0])
    told = {"survival": small.path.name, "cell": 3, "path": first}
    for name, replay in (("mine", told), ("other", {**told, "cell": 0}), ("plain", None)):
        folder = small.path.parent / name
        folder.mkdir()
        (folder / "manifest.json").write_text(json.dumps({"replay": replay} if replay else {}), encoding="utf-8")
        (folder / "report.html").write_text("", encoding="utf-8")
    assert re.findall(r'href="([^"]+)"', survival_html(small)) == ["../mine/report.html"]


def test_real_starts_are_all_listed_with_what_they_never_saw(result):
    told = [row for row in result.table("starts").to_pylist() if row["cell"] == 9]
    html = survival_html(result)
    below = len([row for row in told if row["wealth"] < row["fund"]])
    assert f"1 of 20 real start dates bring a forced sale, {below} end below the fund alone." in html
    for row, texts in zip(told, table(html, words()("survive.starts_all")), strict=True):
        assert texts[:2] == [str(row["start"]), str(row["end"])]
        assert shows(texts[6], row["wealth"])
        assert texts[8] == ", ".join(row["crises_unseen"])
        assert texts[9] == f"overlay replay {result.path.name} --start {row['start']} --cell 9"


def test_the_worst_starts_are_sold_out_first_then_poorest(result):
    told = [row for row in result.table("starts").to_pylist() if row["cell"] == 9]
    worst = sorted(told, key=lambda row: (row["forced_sales"] == 0, row["wealth"]))[:5]
    rows = table(survival_html(result), words()("survive.starts_worst"))
    assert [row[0] for row in rows] == [str(row["start"]) for row in worst]
    assert int(rows[0][3]) > 0


@pytest.mark.pages
def test_of_many_starts_the_first_of_each_month_is_listed(result):
    first = result.table("starts").to_pylist()[9]
    days = [date(1983, 5, 2) + timedelta(days=3 * place) for place in range(700)]
    many = pa.Table.from_pylist([{**first, "start": day} for day in days], result.table("starts").schema)
    told = SurvivalResult(result.config, {**result.tables, "starts": many}, result.manifest, result.path)
    rows = table(survival_html(told), words()("survive.starts_months"))
    months = {day.replace(day=1): day for day in reversed(days)}
    assert [row[0] for row in rows] == [str(months[month]) for month in sorted(months)]
    assert "of 700 real start dates" in survival_html(told)
