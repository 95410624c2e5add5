"""`overlay report --pdf` and `--picture`."""

import re
import struct
import sys
import zlib

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError, ResultError
from engine.cli import cli
from engine.report import paper
from tests.support.browser import A_BROWSER
from tests.support.survival_tables import survival_result


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    return survival_result(tmp_path_factory.mktemp("printing") / "saved").path


@pytest.fixture
def report(saved):
    """What `overlay report` of it prints, or its mistake."""

    def run(*arguments):
        done = CliRunner().invoke(cli, ["report", str(saved), *map(str, arguments)], catch_exceptions=False)
        return done.stdout.strip() if done.exit_code == 0 else done.output.strip().splitlines()[-1]

    return run


def test_a_chart_is_written_as_a_picture_in_a_theme_and_a_language(report, tmp_path, saved):
    light, dark = tmp_path / "light.svg", tmp_path / "dark.svg"
    assert report("--picture", light, "--what", "fan", "--width", 800) == str(light)
    report("--picture", dark, "--what", "fan", "--theme", "dark", "--lang", "ja")
    assert 'width="800"' in light.read_text(encoding="utf-8")
    assert "<title>Wealth by month</title>" in light.read_text(encoding="utf-8")
    assert "<title>月ごとの資産</title>" in dark.read_text(encoding="utf-8")
    assert '<rect width="1400" height="860" fill="#111418"/>' in dark.read_text(encoding="utf-8")
    assert not (saved / "report.html").exists()


def test_the_page_is_written_too_where_it_is_named(report, tmp_path):
    page, picture = tmp_path / "page.html", tmp_path / "picture.svg"
    assert report("--to", page, "--picture", picture).splitlines() == [str(page), str(picture)]
    assert page.stat().st_size > 100_000


def test_nothing_is_written_over_unasked(report, tmp_path):
    picture = tmp_path / "picture.svg"
    picture.write_text("mine")
    with pytest.raises(ResultError, match=r"picture\.svg: exists; choose another name or give --force$"):
        report("--picture", picture)
    assert picture.read_text() == "mine"
    assert report("--picture", picture, "--force") == str(picture)


def test_mistakes_are_told_in_a_sentence(report, tmp_path):
    assert report("--picture", "a.jpg") == "Error: --picture a.jpg: name it FILE.svg or FILE.png"
    assert report("--pdf", "a.svg") == "Error: --pdf a.svg: name it FILE.pdf"
    assert report("--theme", "dark") == "Error: --theme is of a picture; say --picture FILE too"
    with pytest.raises(
        ConfigError, match=r"there is no chart 'equity' of this result; it has curves, fan, terminal, s"
    ):
        report("--picture", tmp_path / "a.svg", "--what", "equity")


def test_where_nothing_can_print_or_draw_it_says_what_to_install(report, tmp_path, monkeypatch):
    monkeypatch.setattr(paper, "browser", lambda: None)
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ResultError, match=r"a PDF needs Chromium, Chrome or Edge, and none was found; install one \("):
        report("--pdf", tmp_path / "a.pdf")
    with pytest.raises(ResultError, match=r"a PNG needs the package resvg-py or .* the picture FILE\.svg$"):
        report("--picture", tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []


def pixels(path):
    """(width, height) of a PNG, and how many different bytes its rows have."""
    content = path.read_bytes()
    packed = b"".join(re.findall(rb"IDAT(.*?)(?=.{4}(?:.{4})(?:IDAT|IEND))", content, re.DOTALL))
    return struct.unpack(">II", content[16:24]), len({*zlib.decompressobj().decompress(packed)})


@pytest.mark.pages
@pytest.mark.parametrize("by", ["library", pytest.param("browser", marks=A_BROWSER)])
def test_a_png_has_the_width_that_was_asked(report, tmp_path, monkeypatch, by):
    if by == "browser":
        monkeypatch.setitem(sys.modules, "resvg_py", None)
    assert report("--picture", tmp_path / "a.png", "--what", "curves", "--width", 700) == str(tmp_path / "a.png")
    size, shades = pixels(tmp_path / "a.png")
    assert size == (700, 430)
    assert shades > 20


@pytest.mark.pages
def test_a_machine_without_the_usual_font_draws_with_one_it_has(report, tmp_path, monkeypatch):
    """Font of the drawing library is Arial; a machine has it, or what `FAMILIES` name."""
    monkeypatch.setattr(paper, "FAMILIES", ("No Such Letters",))
    with pytest.raises(ResultError, match=r"no font of this machine has the letter '\w'; install one, or write a pic"):
        report("--picture", tmp_path / "a.png")
    monkeypatch.undo()
    assert report("--picture", tmp_path / "b.png") == str(tmp_path / "b.png")


@pytest.mark.pages
@A_BROWSER
def test_a_pdf_has_pages_of_a4_with_text_and_lines(report, tmp_path):
    assert report("--pdf", tmp_path / "a.pdf") == str(tmp_path / "a.pdf")
    content = (tmp_path / "a.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} <= {
        (595, 842),
        (596, 842),
        (594, 841),
    }
    assert len(boxes) >= 3
