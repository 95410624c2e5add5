"""Each kind of run has a page of its own: nothing empty, nothing that another kind is told by."""

import base64
import gzip
import json
import re
from html import unescape

import numpy as np
import pytest

from engine import backtest, compare_results, load_config, run_own
from engine.analysis.trade_figures import multiples_of
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.report.kind_columns import losscut_distance
from engine.report.kind_told import sections_of, source_told
from engine.report.luck import luck_lines
from engine.report.market_falls import market_falls
from engine.report.page import report_html
from engine.report.summary_parts import sources_table
from engine.words import words
from tests.support.headings import empty_headings, headings
from tests.support.own_strategies import written

KINDS = {
    "core": ("core", ["period.start=2017-07-03", "period.end=2017-12-29"]),
    "fx": ("fx", ["fx.leverage=3.0", "period.start=2016-01-04", "period.end=2016-12-30"]),
    "fx_trades": ("fx_trades", ["period.start=2016-01-04", "period.end=2016-12-30"]),
    "fx_range": ("fx_range", ["period.start=2016-01-04", "period.end=2016-12-30"]),
    "hedge": ("hedge", ["short.when=downtrend", "period.start=2008-07-01", "period.end=2008-12-31"]),
    "cash": ("cash", ["period.start=2015-07-01", "period.end=2016-03-31"]),
    "cash in futures": ("cash", ["cash_ratio.asset=futures", "period.start=2015-07-01", "period.end=2016-03-31"]),
    "A": ("A", ["period.start=2017-07-03", "period.end=2017-12-29"]),
}
FEW = Resampling(count=100)


@pytest.fixture(scope="module")
def made(market, tmp_path_factory):
    """The run of a kind and its comparison, each made once."""
    kept = {}

    def of(kind):
        if kind not in kept:
            if kind == "own":
                place = written(tmp_path_factory.mktemp("own"))
                run = run_own(place, load_config(None, KINDS["cash"][1]), market, fast=5)
            else:
                pattern, settings = KINDS[kind]
                run = backtest(load_config(None, settings, pattern=pattern), market)
            kept[kind] = compare_results({run.config.called: run}, market_for(run.config, market), plan=FEW)
        return kept[kind]

    return of


@pytest.fixture(scope="module")
def page(made):
    """The page of a kind, made once."""
    kept = {}

    def of(kind):
        kept[kind] = kept.get(kind) or report_html(made(kind))
        return kept[kind]

    return of


def run_of(comparison):
    return next(iter(comparison.runs.values()))


def visible(html):
    """What is read on a page, the limitations of the program left out."""
    return re.sub(
        r"<[^>]+>", " ", re.sub(r'(?s)<(script|style)\b.*?</\1>|<details class="limitations">.*?</details>', " ", html)
    )


def packed(html):
    content = gzip.decompress(base64.b64decode(re.search(r'id="payload">([^<]+)<', html).group(1)))
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


SLOWER = [pytest.param(kind, marks=pytest.mark.pages) for kind in ("A", "core", "own", "cash in futures")]
NEWER = [pytest.param(kind, marks=pytest.mark.pages) for kind in ("fx_range", "hedge")]


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["fx", "fx_trades", "cash", *SLOWER, *NEWER])
def test_no_heading_is_empty_and_no_chart_without_a_title(page, kind):
    html = page(kind)
    assert empty_headings(html) == []
    assert re.findall(r'data-chart="(\w+)"[^>]*aria-label="\s*"', html) == []


@pytest.mark.pages
def test_a_page_of_a_pair_speaks_of_the_pair(made, page):
    comparison, html = made("fx"), page("fx")
    told = visible(html)
    assert "no futures were held" not in told
    assert "Crashes of the index" not in told
    assert "Largest falls of USD/JPY" in told
    assert "Leverage and loss-cut: USD/JPY" in html
    assert "Rules" not in headings(html)
    assert 'data-list="calendar"' not in html
    assert "crises" not in packed(html)["runs"][0]["sources"]
    assert packed(html)["runs"][0]["sources"]["overlay"] == "currency position"
    assert 'value="crises"' not in html
    assert not any("crises" in line for line in luck_lines(comparison.whole))


def test_falls_of_a_pair_are_those_of_its_closes(made):
    comparison = made("fx")
    sessions = comparison.table("sessions")
    closes = dict(zip(map(str, sessions["date"].to_pylist()), sessions["index"].to_pylist(), strict=True))
    found = market_falls(comparison, "USD/JPY", words())
    assert 1 <= len(found.rows) <= 5
    for title, cells in found.rows:
        peak, trough = (closes[day] for day in title.split(" to "))
        assert cells[0].text == f"{trough / peak - 1:.1%}"
    assert min(float(cells[0].text[:-1]) for _, cells in found.rows) == pytest.approx(
        100 * (np.array([*closes.values()]) / np.maximum.accumulate([*closes.values()]) - 1).min(), abs=0.06
    )


@pytest.mark.pages
@pytest.mark.parametrize("kind", ["fx", "fx_trades"])
def test_at_the_rate_of_the_loss_cut_equity_is_at_its_level(made, kind):
    comparison = made(kind)
    run = run_of(comparison)
    closes = comparison.table("sessions")["index"].to_numpy()
    table = {name: run.table("equity")[name].to_numpy() for name in ("equity", "overlay_delta", "maintenance")}
    distance = losscut_distance(run, closes)
    held = ~np.isnan(distance)
    assert held.any()
    side = np.sign(table["overlay_delta"])
    rate = closes - side * distance
    then = table["equity"] + table["overlay_delta"] / closes * (rate - closes)
    asked = table["maintenance"] * rate / closes
    assert np.allclose(then[held], run.profile.loss_cut_level * asked[held])


@pytest.mark.pages
def test_trades_are_told_in_multiples_of_their_risk(made, page):
    comparison, html = made("fx_trades"), page("fx_trades")
    shown, run = packed(html)["runs"][0]["trades"], run_of(comparison)
    assert shown["multiple"] == pytest.approx(multiples_of(run.table("trades")).tolist())
    assert len(shown["opened"]) == len(shown["multiple"]) > 3
    assert "longest losing streak" in visible(html)


@pytest.mark.pages
def test_a_cash_ratio_is_told_with_floor_cap_and_causes(page):
    html = page("cash")
    assert "Between a floor of 20% and a cap of 60%" in visible(html)
    assert packed(html)["runs"][0]["limits"] == [0.2, 0.6]
    assert {"0/cash_held", "0/cash_wanted", "0/average"} <= {*packed(html)["columns"]}
    assert "Margin" not in headings(html)


@pytest.mark.pages
def test_a_strategy_is_told_with_what_it_declares(page):
    html = page("own")
    assert "The strategy" in headings(html)
    assert "fast = 5" in html
    assert "the strategy&#39;s positions" in html


@pytest.mark.pages
def test_only_what_asks_for_margin_has_a_section_of_it(made, page):
    assert "margin" not in sections_of(run_of(made("core")))
    assert 'data-chart="margin"' not in page("core")
    assert "Margin" in headings(page("cash in futures"))


def test_sources_have_the_words_of_the_pattern_on_a_terminal_too(made):
    say = words("ja")
    run = run_of(made("fx"))
    assert source_told(run, "overlay", say) == "外貨の建玉"
    assert source_told(run, "costs", say) == "コスト"
    assert "currency position" in [*sources_table(run).columns[0].cells]
    assert source_told(run_of(made("cash")), "overlay", words()) == "index holding"


@pytest.mark.pages
def test_kinds_beside_each_other_have_a_page_without_an_empty_heading(market, made):
    runs = {kind: run_of(made(kind)) for kind in ("A", "core", "fx")}
    runs |= {"cash": backtest(load_config(None, KINDS["A"][1], pattern="cash"), market)}
    for language in ("en", "ja"):
        html = report_html(compare_results(runs, market, plan=FEW), language)
        assert empty_headings(html) == []
        assert [
            one for inside in re.findall(r'srcdoc="([^"]*)"', html) for one in empty_headings(unescape(inside))
        ] == []
