"""What a notebook and a prompt show of results: cards, lines and charts."""

import re
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from data.base.errors import ConfigError, MissingPackage
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.notebook.cards import card
from engine.report.headlines import notes
from engine.report.palette import PALETTE
from engine.words import words

NASTY = "<script>alert('x')</script> & \"more\""


@pytest.fixture(scope="module")
def runs(market):
    settings = ["period.start=2007-01-03", "period.end=2009-12-31"]
    return {name: backtest(load_config(None, settings, pattern=name), market) for name in ("core", "A")}


@pytest.fixture(scope="module")
def comparison(runs, market):
    made = compare_results(runs, market, plan=Resampling(count=100))
    return replace(made, manifest={**made.manifest, "notes": ["what the comparison found"]})


def noted(run, **texts):
    return replace(run, config=run.config.model_copy(update=texts))


class Page(HTMLParser):
    """Tags, attributes and text of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.styles, self.texts, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.styles += [value for name, value in attrs if name == "style"]
        assert {name for name, _ in attrs} <= {"style"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_a_run_shows_its_period_capital_figures_and_notes(runs):
    page = Page(runs["A"]._repr_html_())
    assert page.texts[0] == "2007-01-03 to 2009-12-31, opening capital 1,000,000 USD"
    assert f"{runs['A'].metrics['cagr']:.2%}" in page.texts
    assert f"{runs['A'].metrics['max_drawdown']:.2%}" in page.texts
    assert any("MES futures were listed on 2019-05-06" in text for text in page.texts)
    assert page.open == []


def test_a_comparison_shows_a_row_for_each_run_and_its_own_notes(comparison):
    page = Page(comparison._repr_html_())
    assert page.tags.count("tr") == 3
    assert {"core", "A", "n/a"} <= set(page.texts)
    assert "note: what the comparison found" in page.texts


def test_what_a_user_wrote_is_text_and_not_html(runs):
    page = Page(noted(runs["A"], name=NASTY[:40], note=NASTY)._repr_html_())
    assert "script" not in page.tags
    assert {NASTY[:40], NASTY} <= set(page.texts)


@pytest.mark.pages
def test_names_in_a_comparison_are_text_and_not_html(runs, market):
    named = {NASTY: noted(runs["core"], note="quiet"), "A": noted(runs["A"], note="louder")}
    comparison = compare_results(named, market, plan=Resampling(count=100))
    page = Page(card(comparison))
    assert "script" not in page.tags
    assert {NASTY, f"{NASTY}: quiet", "A: louder"} <= set(page.texts)
    assert comparison.plot().data[0].name == "&lt;script&gt;alert('x')&lt;/script&gt; &amp; \"more\""


def test_a_note_that_all_runs_share_is_told_once(runs, market):
    shared = {name: noted(run, note="the same") for name, run in runs.items()}
    page = Page(card(compare_results(shared, market, plan=Resampling(count=100))))
    assert [text for text in page.texts if "the same" in text] == ["the same"]


def test_what_is_not_so_of_every_run_is_told_under_the_names_of_those_of_which_it_is(runs):
    shown = notes(runs)
    assert (
        [note for note in shown if note.startswith("A: ")]
        == [f"A: {note}" for note in runs["A"].notes() if note not in runs["core"].notes()]
        != []
    )
    assert set(runs["core"].notes()) <= set(shown)
    assert notes({"A": runs["A"]}) == runs["A"].notes()
    other = replace(runs["A"], manifest={**runs["A"].manifest, "notes": ["so of two"]})
    assert notes({"core": runs["core"], "one": other, "two": other})[-1] == "one, two: so of two"


def test_a_card_takes_its_colours_from_the_page_and_loads_nothing(comparison):
    text = comparison._repr_html_()
    styles = ";".join(Page(text).styles)
    assert "background" not in styles
    assert set(re.findall(r"color:(\w+)", styles)) == {"inherit"}
    assert not re.search(r"#[0-9a-f]{3}|rgb|url|https?:|src=|<script|<style", text, re.IGNORECASE)
    assert len(text) < 6_000


def test_a_card_says_where_the_run_is_saved(runs, tmp_path):
    saved = runs["core"].save(tmp_path)
    assert f"saved: {saved.path}" in Page(saved._repr_html_()).texts


def test_a_card_speaks_japanese(runs):
    texts = Page(card(runs["A"], words("ja"))).texts
    assert texts[0].endswith("2009-12-31、開始資金 1,000,000 ドル")
    assert any(text.startswith("注: MES 先物の上場は 2019-05-06") for text in texts)


def test_a_prompt_answers_with_a_few_lines(runs, comparison):
    assert repr(runs["A"]).splitlines()[0] == "RunResult: 2007-01-03 to 2009-12-31, opening capital 1,000,000 USD"
    ended, cagr = (runs["A"].metrics[name] for name in ("final_equity", "cagr"))
    assert repr(runs["A"]).splitlines()[1].startswith(f"  A  final equity {ended:,.0f}, CAGR {cagr:.2%}, volatility ")
    lines = repr(comparison).splitlines()
    assert [line.split()[0] for line in lines] == ["Comparison:", "core", "A"]
    assert max(map(len, lines)) < 170


def test_a_run_that_has_a_name_is_called_by_it(runs):
    assert "\n  careful  final equity" in repr(noted(runs["A"], name="careful"))


def test_equity_of_a_run_is_drawn_as_it_is(runs):
    figure = runs["A"].plot()
    (line,) = figure.data
    assert list(line.y) == runs["A"].table("equity")["equity"].to_pylist()
    assert str(line.x[0]) == "2007-01-03"
    assert (figure.layout.yaxis.title.text, figure.layout.yaxis.type) == ("equity, USD", "linear")


def test_equity_of_a_comparison_begins_at_100(comparison, runs):
    figure = comparison.plot(log=True)
    assert {line.y[0] for line in figure.data} == {100.0}
    equity = runs["A"].table("equity")["equity"].to_pylist()
    assert figure.data[1].y[-1] == pytest.approx(100.0 * equity[-1] / equity[0])
    assert (figure.layout.yaxis.title.text, figure.layout.yaxis.type) == ("equity, first session = 100", "log")


@pytest.mark.pages
def test_every_axis_has_its_unit(comparison):
    titles = {what: comparison.plot(what).layout.yaxis.title.text for what in ("drawdown", "exposure", "margin")}
    assert titles == {
        "drawdown": "drawdown from the highest equity so far, %",
        "exposure": "total exposure, multiple of equity",
        "margin": "collateral, USD",
    }
    assert comparison.plot("margin").layout.yaxis2.title.text == "maintenance margin, USD"
    assert comparison.plot("drawdown", language="ja").layout.yaxis.title.text == "最高純資産からの下落率(%)"


@pytest.mark.pages
def test_drawdown_and_exposure_are_the_columns_of_the_table(comparison, runs):
    for what, column in (("drawdown", "drawdown"), ("exposure", "total_exposure")):
        assert list(comparison.plot(what).data[1].y) == runs["A"].table("equity")[column].to_pylist()


@pytest.mark.pages
def test_margin_is_collateral_over_what_is_required(comparison, runs):
    table = runs["A"].table("equity")
    collateral, required = runs["A"].plot("margin").data
    assert list(collateral.y) == table["collateral"].to_pylist()
    assert (list(required.y), required.fill) == (table["maintenance"].to_pylist(), "tozeroy")
    panels = comparison.plot("margin").data
    assert [line.yaxis for line in panels] == ["y", "y", "y2", "y2"]
    assert [line.showlegend for line in panels] == [True, True, False, False]


@pytest.mark.pages
def test_charts_tell_dates_as_iso_writes_them_and_falls_end_at_zero(comparison):
    assert comparison.plot("equity").layout.xaxis.hoverformat == "%Y-%m-%d"
    assert comparison.plot("drawdown").layout.yaxis.rangemode == "tozero"


def test_labels_of_a_logarithmic_axis_are_few_and_round(comparison):
    figure = comparison.plot("equity", log=True)
    drawn = [value for line in figure.data for value in line.y]
    labels = list(figure.layout.yaxis.tickvals)
    assert 3 <= len(labels) <= 9
    assert min(drawn) * 0.97 <= labels[0] < labels[-1] <= max(drawn) * 1.03


@pytest.mark.pages
@pytest.mark.parametrize("what", ["equity", "drawdown", "exposure", "margin"])
def test_a_pattern_looks_the_same_in_every_chart(comparison, runs, what):
    ours = PALETTE["vermillion"]
    beside = [line for line in comparison.plot(what).data if line.name == "A"]
    assert {(line.line.color, line.line.dash) for line in beside} == {(ours.light, ours.dash)}
    alone = list(runs["A"].plot(what).data)
    assert {(line.line.color, line.line.dash) for line in alone} == {(ours.light, "solid")}
    (dark, *_) = runs["A"].plot(what, theme="dark").data
    assert dark.line.color == ours.dark


def test_a_named_run_keeps_the_colour_of_its_pattern(runs):
    assert noted(runs["A"], name="careful").plot().data[0].line.color == PALETTE["vermillion"].light


def test_a_logarithmic_scale_leaves_out_what_is_owed(runs):
    table = runs["A"].table("equity")
    values = [1.0, -1.0, 0.0, *table["equity"].to_pylist()[3:]]
    lost = table.set_column(table.column_names.index("equity"), table.schema.field("equity"), [values])
    run = replace(runs["A"], tables={**runs["A"].tables, "equity": lost})
    assert list(run.plot(log=True).data[0].y[:3]) == [1.0, None, None]
    assert list(run.plot().data[0].y[:3]) == [1.0, -1.0, 0.0]


def test_what_there_is_no_chart_of_is_answered_with_what_there_is(runs, comparison):
    with pytest.raises(ConfigError, match="unknown chart 'moon'; known: equity, drawdown, exposure, margin"):
        comparison.plot("moon")
    with pytest.raises(ConfigError, match="unknown theme 'pink'; known: light, dark"):
        runs["A"].plot(theme="pink")
    with pytest.raises(ConfigError, match="a chart of drawdown has no logarithmic scale; log=True is for equity"):
        runs["A"].plot("drawdown", log=True)
    with pytest.raises(ConfigError, match="unknown language 'fr'"):
        runs["A"].plot(language="fr")


def test_without_plotly_one_sentence_says_what_to_install(runs, comparison, monkeypatch):
    monkeypatch.delitem(sys.modules, "engine.notebook.charts", raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == "plotly"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "plotly", None)
    for result in (runs["A"], comparison):
        with pytest.raises(MissingPackage) as caught:
            result.plot()
        assert str(caught.value) == ("a chart needs the package plotly; install it with: python -m pip install plotly")
    assert "CAGR" in runs["A"]._repr_html_()
