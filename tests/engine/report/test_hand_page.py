"""The page of a plan in the hand: what is packed into it."""

import base64
import gzip
import json

import numpy as np
import pytest

from engine.hand.grid import CURVES, EVENTS, QUANTILES, HandGrid
from engine.hand.request import HandTerms, hand_request
from engine.report.hand_page import exact, hand_html
from engine.report.pack import column_of
from engine.settings.run_config import load_config

NAMES = (
    *(name for event in EVENTS for name in (event, f"{event}/low", f"{event}/high")),
    *(f"{what}/{quantile:g}" for what in ("wealth", "fund") for quantile in QUANTILES),
)


@pytest.fixture(scope="module")
def grid():
    """Numbers by chance in place of answers."""
    vary = ("overlay.ratio=0.2,0.5", "cash.buffer=0.3", "account.profile=jp_retail_futures")
    asked = hand_request(load_config(None, ()), vary, HandTerms(years=(3, 5), rates=(0.0,)))
    random, points = np.random.default_rng(7), asked.points
    columns = {name: random.random(points) for name in NAMES}
    return HandGrid(asked, columns, {event: random.random(2 * (3 + 5)) for event in CURVES}, (4494, 20644, "0" * 64))


def read(html):
    """Header and columns of the payload."""
    text = html.partition('id="payload">')[2].partition("</script>")[0]
    content = gzip.decompress(base64.b64decode(text))
    length = int.from_bytes(content[:4], "little")
    header, blocks = json.loads(content[4 : 4 + length]), content[4 + length :]
    return header, {
        name: column_of(kind, blocks[offset:], count, units) if kind == "f4" else whole(blocks[offset:], count)
        for name, (kind, offset, count, units) in header["columns"].items()
    }


def whole(content, count):
    return column_of("f4", content, count).view("<i4")


def test_every_number_is_on_the_page_to_the_last_bit(grid):
    header, columns = read(hand_html(grid, ["my plan.toml"]))
    for name, values in grid.columns.items():
        halves = np.stack([columns[f"{name}/0"], columns[f"{name}/1"]], axis=1)
        assert halves.astype("<i4").reshape(-1).view("<f8").tolist() == values.tolist()
    assert np.allclose(columns["curve/forced_sale"], 1.0 - grid.curves["forced_sale"])
    assert header["command"] == "overlay survive 'my plan.toml'"
    assert header["higher"][1] == {
        "overlay.max_total_exposure": "1.55", "overlay.acknowledge_high_leverage": "true",
    }  # fmt: skip
    assert {"en", "ja"} == header["languages"].keys()


def test_halves_of_doubles_are_the_whole():
    values = np.array([0.1, -1.5, np.pi, 0.0, 1e-300])
    assert np.stack(exact(values), axis=1).astype("<i4").reshape(-1).view("<f8").tolist() == values.tolist()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_loads_nothing_and_says_its_title(grid, language):
    html = hand_html(grid, (), language)
    assert "default-src 'none'" in html
    assert "http" not in html.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert f'<html lang="{language}">' in html
