"""A survival result as one picture."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from data.base.errors import ConfigError, ResultError
from engine.report.survival_picture import wrapped, write_picture
from engine.survival.result import SurvivalResult
from engine.words.sentence import chance
from tests.support.survival_tables import survival_result

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("survival"))


def drawn(result, folder, language="en"):
    return ET.fromstring(write_picture(result, folder / "picture.svg", language).read_text(encoding="utf-8"))  # noqa: S314


def texts(picture):
    return [one.text.strip() for one in picture.iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_sentence_stands_in_it_whole(result, tmp_path, language):
    picture = drawn(result, tmp_path, language)
    told = texts(picture)
    sentence = result.first_sentence(language)
    assert re.sub(r"\s", "", sentence) in re.sub(r"\s", "", "".join(told))
    assert re.sub(r"\s", "", picture.find(f"{SVG}desc").text) == re.sub(r"\s", "", sentence)


def test_its_map_is_that_of_the_tables(result, tmp_path):
    told = texts(drawn(result, tmp_path))
    for row in result.table("survival").to_pylist():
        if (row["event"], row["kind"]) == ("forced_sale", "all"):
            assert chance(row["probability"]) in told
            assert f"{chance(row['low'])} to {chance(row['high'])}" in told


def heights(path):
    """Places from above of a line that goes through whole steps."""
    _, y, *steps = (int(number) for number in re.findall(r"-?\d+", path))
    return [y, *(y + below for below in np.cumsum(steps[1::2]).tolist())]


def test_a_curve_ends_where_the_table_does(result, tmp_path):
    picture = drawn(result, tmp_path)
    rows = [row for row in result.table("by_year").to_pylist() if (row["cell"], row["kind"]) == (9, "all")]
    ends = {row["event"]: row["share"] for row in rows if row["year"] == 20}
    lines = [heights(one.get("d")) for one in picture.iter(f"{SVG}path") if re.match(r"M\d+ \d+l", one.get("d"))]
    shown = ["margin_call", "forced_sale", "ruin", "fall_20", "fall_35", "fall_50"]
    least = min(ends[event] for event in shown)
    low = max(line[-1] for line in lines[: len(shown)])
    for event, line in zip(shown, lines, strict=False):
        assert (low - line[-1]) / (low - line[0]) == pytest.approx((ends[event] - least) / (1 - least), abs=0.006)


def test_nothing_in_it_is_loaded_or_run(result, tmp_path):
    text = write_picture(result, tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\"]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<script|href=|url\(", text)


def bands(picture):
    return len([one for one in picture.iter(f"{SVG}path") if one.get("fill-opacity") in {"0.13", "0.2", "0.34"}])


def test_without_a_fan_and_with_one_cell_there_is_a_picture(tmp_path):
    one = survival_result(tmp_path / "one", overlays=(0.2,), buffers=(0.3,))
    bare = SurvivalResult(one.config, {**one.tables, "fan": one.table("fan").slice(0, 0)}, one.manifest)
    assert bands(drawn(bare, tmp_path)) == 0
    assert bands(drawn(one, tmp_path)) == 3


def test_another_kind_of_picture_is_refused_in_a_sentence(result, tmp_path):
    with pytest.raises(ConfigError, match=r"picture\.png: the picture is written as SVG, .* name it FILE\.svg$"):
        write_picture(result, tmp_path / "picture.png")
    with pytest.raises(ResultError, match=r"there is no folder of that name"):
        write_picture(result, tmp_path / "nowhere" / "picture.svg")


def test_a_percentage_stays_with_its_sign():
    assert wrapped("at 99 % here", 5) == ["at", "99 %", "here"]
    assert wrapped("退場する。99 % だ", 10) == ["退場する。", "99 % だ"]
