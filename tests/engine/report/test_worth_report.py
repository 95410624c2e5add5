"""What people read of a result of `overlay worth`: table, paragraphs and page, every number from the tables."""

import json
import re
from dataclasses import replace

import pyarrow as pa
import pytest

from engine.analysis.fall_price import PRICE
from engine.report.frame import shown
from engine.report.rows import plain_rows
from engine.report.weighed import weighed
from engine.report.worth_figures import figure_table, path_table
from engine.report.worth_page import worth_html, write_worth_report
from engine.report.worth_rows import (
    BEYOND,
    crisis_table,
    first_sentence,
    group_table,
    is_beyond,
    label,
    refusals,
)
from engine.report.worth_table import plain_worth, worth_tables
from engine.report.worth_told import paragraph, prices_of_falls
from engine.weighing.variants import COSTS, GROUPS, INSTEAD, RULES_BESIDE
from engine.words import LANGUAGES, words
from engine.words.sentence import chance
from tests.support.page_tables import table

pytestmark = pytest.mark.pages


@pytest.fixture
def result(small_worth):
    return small_worth


def one(result, name):
    return next(each for ones in weighed(result).values() for each in ones if each.row["name"] == name)


def cells(result, name, language="en"):
    say, found = words(language), one(result, name)
    told = group_table(result, found.row["group"], weighed(result)[found.row["group"]], say)
    row = next(row for row in told.rows if row[0] == label(found, say))
    return dict(zip(told.titles, row, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_and_group_has_words(language):
    say = words(language)
    named = [*COSTS, *RULES_BESIDE, "all_rules", "all_costs", "factor", "plan"]
    named += [setting.partition(".")[2] for settings in INSTEAD.values() for setting in settings]
    assert all(say.speaks(f"worth_variant.{name}") for name in named)
    sections = ("worth_group", "worth_read", "worth_title")
    assert all(say.speaks(f"{section}.{group}") for section in sections for group in GROUPS[1:])


def priced(result, effect, low, high, without=-0.05):
    """What is said of a plan that fell 4 %, `without` halving by as much, at a price with its interval."""
    halving = one(result, "halving").row["variant"]
    falls = {0: -0.04, halving: without}
    rows = {name: result.table(name).to_pylist() for name in ("variants", "effects")}
    rows["variants"] = [row | {"max_drawdown": falls.get(row["variant"], -0.04)} for row in rows["variants"]]
    price = {"variant": halving, "figure": PRICE, "effect": effect, "low": low, "high": high}
    rows["effects"] = [*(row for row in rows["effects"] if row["figure"] != PRICE), rows["effects"][0] | price]
    made = {name: pa.Table.from_pylist(rows[name], result.table(name).schema) for name in rows}
    return list(prices_of_falls(replace(result, tables={**result.tables, **made}), words("en")))


def test_a_price_says_that_return_was_gained_and_not_how_much(result):
    assert priced(result, 0.2, 0.1, 0.5) == [
        "halving: Each point of fall avoided cost 0.20 points of return a year (0.10 to 0.50)."
    ]
    assert priced(result, 0.2, -36.0, 0.5)[0].endswith("(nothing to 0.50).")
    assert "(from nothing on; no upper end" in priced(result, 0.2, -36.0, None)[0]


def test_falls_avoided_at_no_cost_are_told_with_what_they_may_have_cost(result):
    assert priced(result, -0.2, -3.0, -0.1) == ["halving: Falls were avoided at no cost in return."]
    assert priced(result, -0.2, -3.0, 0.4)[0].endswith("each point of them cost up to 0.40 points a year.")
    assert priced(result, -0.2, -3.0, None)[0].endswith("but in many resampled histories none was avoided.")


def test_a_fall_that_reads_the_same_with_and_without_has_no_price(result):
    assert priced(result, 900.0, 3.0, None, without=-0.0401) == []


def test_a_row_has_the_effect_and_what_was_before_and_after(result):
    halving, told = one(result, "halving"), cells(result, "halving")
    plan, rest = halving.plan.row, halving.row
    row = halving.told("cagr")
    assert told["return\na year"].rstrip(BEYOND) == f"{100 * (plan['cagr'] - rest['cagr']):+.2f}"
    assert told["95% interval"] == f"{100 * row['low']:+.2f} to {100 * row['high']:+.2f}"
    assert told["deepest\nfall"].rstrip(BEYOND) == (
        f"{-100 * rest['max_drawdown']:.1f} to {-100 * plan['max_drawdown']:.1f}"
    )


def test_what_is_more_than_chance_is_marked_and_named(result):
    level, say = result.request["level"], words()
    for ones in list(weighed(result).values())[1:]:
        for each in ones:
            marked = cells(result, each.row["name"])["return\na year"].endswith(BEYOND)
            assert marked == is_beyond(each, "cagr", level) == (each.effects["cagr"]["adjusted_p"] <= 0.05)
    groups = weighed(result)
    others = [each for key, ones in groups.items() if key not in ("plan", "rules") for each in ones]
    told = re.findall(r"[:;] ([^;:]*) \((?:return a year|deepest fall)\)", first_sentence(result, say))
    assert told == [
        ", ".join(label(each, say) for each in ones if is_beyond(each, figure, level)) or "nothing"
        for ones in (groups["rules"], others)
        for figure in ("cagr", "max_drawdown")
    ]
    assert is_beyond(one(result, "commission"), "cagr", level)


def test_a_paragraph_tells_the_crisis_in_which_a_rule_did_most(result):
    halving = one(result, "halving")
    crisis, row = max(halving.episodes.items(), key=lambda pair: abs(pair[1]["effect"]))
    told = paragraph(halving, result, words())
    assert f"It did most in {crisis}: {100 * row['effect']:+.1f} points in the crisis" in told
    assert f"in all {len(halving.episodes)} crises together" in told
    assert "On made-up paths of 1 years" in told


def test_what_changes_nothing_is_told_in_a_word(result):
    say, liquidation = words(), one(result, "liquidation")
    assert liquidation.row["forced_sales"] == 0.0
    assert paragraph(liquidation, result, say) == say("worth.idle", name=label(liquidation, say))


def test_crises_have_a_row_each(result):
    told = crisis_table(result, "rules", words())
    assert [row[0] for row in told.rows] == ["2008", "2011-08"]
    halving = one(result, "halving").episodes["2008"]
    cell = told.rows[0][told.titles.index("halving")]
    assert cell == f"{100 * halving['effect']:+.1f}/{100 * halving['effect_back']:+.1f}"


def test_every_run_has_a_row_of_figures(result):
    told = figure_table(result, words())
    ran = [row for row in result.table("variants").to_pylist() if not row["refused"]]
    assert [row[0] for row in told.rows][:3] == ["the plan", "without spare cash", "without overlay"]
    assert [row[1] for row in told.rows] == [f"{100 * row['cagr']:+.2f}" for row in ran]
    assert [row[-2] for row in told.rows] == [f"{row['turnover']:.2f}" for row in ran]


def test_paths_have_chances_with_ends_and_wealth(result):
    told = path_table(result, words())
    wealth = [row["wealth"] for row in result.table("wealth").to_pylist() if row["quantile"] == 0.5]
    assert [row[-1] for row in told.rows] == [f"{one:.2f}x" for one in wealth]
    row = next(row for row in result.table("chances").to_pylist() if (row["variant"], row["event"]) == (0, "fall_10"))
    low, high = (chance(row[end]).removesuffix(" %") for end in ("simulation_low", "simulation_high"))
    assert told.rows[0][told.titles.index("fall of 10 %")] == (
        f"{chance(row['probability']).removesuffix(' %')} ({low} to {high})"
    )


@pytest.mark.parametrize("width", [80, 200])
def test_a_terminal_shows_whole_columns(result, width):
    for drawn in worth_tables(result, words("ja"), width):
        assert all(column.no_wrap for column in drawn.columns)
        assert len(drawn.columns) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_table_and_paragraph(result, language):
    say, page = words(language), worth_html(result, language)
    assert f'<p class="answer">{shown(first_sentence(result, say))}</p>' in page
    for group, ones in list(weighed(result).items())[1:]:
        rows = table(page, say(f"worth_title.{group}"))
        assert rows == [[shown(cell) for cell in row] for row in group_table(result, group, ones, say).rows]
        assert all(f"<li>{shown(paragraph(each, result, say))}</li>" in page for each in ones)
    assert all(shown(sentence.partition("(")[0]) in page for sentence in refusals(result, say))
    assert "<script" not in page


def test_the_page_is_one_file(result, tmp_path):
    path = write_worth_report(result, tmp_path / "page.html", "ja")
    assert path.read_text(encoding="utf-8") == worth_html(result, "ja")


def test_json_has_every_table_and_why_what_did_not_run(result):
    told = json.loads(json.dumps(plain_worth(result), allow_nan=False))
    assert {name: len(rows) for name, rows in told["tables"].items()} == {
        name: found.num_rows for name, found in result.tables.items()
    }
    assert told["tables"]["effects"] == plain_rows(result.table("effects"))
    assert {*told["refused"]} == {*result.manifest["refused"]}
    assert told["sentence"] == first_sentence(result, words())
