"""Every text that a result stores is a code with words in each language, or of a kind that needs none."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from data.market.market import Market
from data.market.periods import named_periods
from engine import backtest, compare_results, load_config
from engine.account.ledger import ACCOUNTS, CATEGORIES, MOVEMENTS
from engine.account.option_book import INSURANCE, OVERLAY
from engine.analysis.ex_post_regimes import SCHEMES
from engine.analysis.uncertainty import RISKLESS, Resampling
from engine.results.schemas import SCHEMAS
from engine.runs.counterparts import with_lines
from engine.words import LANGUAGES, words
from strategies.events.purposes import Purpose
from tests.support.cash_runs import deviating_run
from tests.support.sparing import only

PERIOD = ("period.start=2008-01-02", "period.end=2008-12-31")
LEVERAGED = ("overlay.ratio=3.0", "overlay.max_total_exposure=5.0", "overlay.acknowledge_high_leverage=true")
CALLED = ("account.profile=jp_retail_futures", *LEVERAGED)
POLICY = Path(__file__).parents[3] / "examples" / "policy_rate.csv"
RUNS = {
    **{name: (name, ()) for name in ("core", "A", "B", "C", "AB", "fx", "fx_trades", "fx_range", "hedge", "cash")},
    "forced": ("A", (*CALLED, "investor.currency=JPY", "hedge.ratio=0.5")),
    "forced_options": ("C", CALLED),
    "forced_dollars": ("fx", ("fx.leverage=20", "fx.voluntary_stop=0")),
    "taxed": ("A", ("tax.regime=us_1256", "period.end=2009-12-31")),
    "small": ("A", ("overlay.contract=ES", "capital.initial=100000", "trend.adx=20.0")),
    "dear": ("B", ("period.start=2012-01-03", "period.end=2012-12-31", "capital.initial=30000")),
    "shut": ("A", ("halving.factor=0.0", "period.start=2008-09-22", "period.end=2008-11-28")),
    "cash_more": (
        "cash",
        (
            "cash_events.enabled=true", "cash_conditions.enabled=true", "tactical.enabled=true",
            "cash_volatility.rule=levels", "cash_ratio.asset=futures", "period.end=2009-12-31",
            f"cash_series.policy.file={POLICY}", "cash_series.policy.column=rate", "cash_series.policy.edges=[1.0]",
            "cash_series.policy.asks=[0.1, 0.0]", "cash_pause.enabled=true",
        ),
    ),
    "no_margin": (
        "A",
        (*CALLED, "overlay.ratio=19", "overlay.max_total_exposure=21", "cash.buffer=0", "halving.enabled=false"),
    ),
}  # fmt: skip
UNFILLED = {"canceled", "margin", "rejected"}
TOKEN = re.compile(r"[\w.,:/+-]*")
"""No sentence: a name of the program, a contract, a date or instant, a path, a hash, a version, a currency."""
SPOKEN = {
    "events.kind": "kind", "rules.rule": "rule", "rules.state": "state",
    "verdicts.check": "check",
    "verdicts.standing": "standing", "attribution.source": "source",
    "investor_attribution.source": "source", "regimes.scheme": "scheme",
    "regimes.regime": "regime", **{f"sessions.{scheme}": "regime" for scheme in SCHEMES},
    "metrics.metric": "metric", "differences.statistic": "metric", "ledger.reason": "posting",
}  # fmt: skip
"""Columns of codes, and the section of the catalogues that has their words; empty where there is none."""
CONTRACT = re.compile(r"|[A-Z]+\d*[A-Z]*[FGHJKMNQUVXZ]\d\d|[A-Z]+\d{6}[CP]\d+|USDJPY|USDJPY1K|SPXFUND")
WHY = {
    "", "entry", "rebalance", "rule", "trend", *(purpose.word for purpose in Purpose),
    *(f"fx_{word}" for word in ("breakout", "exit", "further", "stop", "voluntary_stop", "allowed_loss")),
    *(f"fx_{word}" for word in ("edge", "middle", "range_over", "resting")),
    *(f"cash_{word}" for word in ("trend", "volatility", "valuation", "series", "events", "tactical", "override")),
}  # fmt: skip
"""Why our strategies send orders; a strategy of somebody else's says it in words of its own."""
DECLARED = {
    "contract": CONTRACT, "currency": {"USD", "JPY"}, "account": {*ACCOUNTS}, "category": {*CATEGORIES, *MOVEMENTS},
    "side": {"buy", "sell"}, "status": {"completed", "waiting", *UNFILLED}, "purpose": {one.word for one in Purpose},
    "reason": WHY, "mark_source": {"modelled", "quoted"}, "table": {*SCHEMAS},
    "binding": {one.removeprefix(edge) for one in WHY for edge in ("fx_", "cash_")} | {"floor", "cap"},
    "state": {"", "normal", "alarmed", "range", "trend", "resting"}, "series": {"policy"},
    "month": re.compile(r"\d{4}-\d\d"), "year": re.compile(r"\d{4}"),
    "held_for": {OVERLAY, INSURANCE}, "run": {*RUNS}, "against": {*RUNS, *RISKLESS.values()},
}  # fmt: skip
"""By column that has no section: all that may stand in it."""
NAMES = {one.name for one in named_periods()}
"""Of crises, as facts have them."""
OWN = {"warning", "sentence", "run"}
"""Values of notes that are told as they stand: findings about files, refusals, and names that users gave."""


def strangers(tables, manifest):
    """Texts of a result that are neither codes with words nor of a kind that needs none."""
    found = [f"{name}: {text}" for name, table in tables.items() for text in _of_table(name, table)]
    found += [f"note: {note}" for note in manifest["notes"] if not _is_note(note)]
    found += [f"lines: {line}" for line in manifest.get("lines", ()) if not _is_note(line.get("refused", NOTHING))]
    others = {key: value for key, value in manifest.items() if key not in {"notes", "lines"}}
    return found + [text for text in _texts(others) if not TOKEN.fullmatch(text)]


NOTHING = {"code": "never_due", "values": {}}


def _of_table(name, table):
    for field in table.schema:
        if pa.types.is_string(field.type):
            yield from {
                text for text in _unspoken(name, field.name, table) if not _needs_none(f"{name}.{field.name}", text)
            }


def _unspoken(name, column, table):
    """Texts of a column that its section has no words for, or, where it has no section, that are no token."""
    texts = table[column].to_pylist()
    if column == "numbers":
        return [one for text in texts for one in _texts(json.loads(text)) if not TOKEN.fullmatch(one)]
    if (name, column) == ("events", "code"):
        rows = zip(table["kind"].to_pylist(), texts, table["numbers"].to_pylist(), strict=True)
        return [code for kind, code, numbers in rows if not _speaks("reason", code, numbers)]
    if (name, column) == ("orders", "reason"):
        rows = zip(table["status"].to_pylist(), texts, strict=True)
        return [why for status, why in rows if not (_speaks("ending", why) if status in UNFILLED else why in WHY)]
    section = SPOKEN.get(f"{name}.{column}")
    return [text for text in texts if text and not (_speaks(section, text) if section else _is_declared(column, text))]


def _is_declared(column, text):
    """Whether a column without words may have a text; one that nobody has declared may have none."""
    known = DECLARED.get(column, ())
    return known.fullmatch(text) if isinstance(known, re.Pattern) else text in known


def _needs_none(column, text):
    return (
        (column == "ledger.reason" and (re.fullmatch(r"tax of \d{4}", text) or text in WHY))
        or (column == "cash_rules.state" and re.fullmatch(r"stage \d of \d", text))
        or (column in {"regimes.regime", "sessions.crises"} and text in NAMES)
    )


def _speaks(section, code, numbers='{"bills": ""}'):
    """Whether a code has words in every language, for which its numbers are enough; a figure has what it is over."""
    try:
        return all(words(language)(f"{section}.{code}", **json.loads(numbers)) for language in LANGUAGES)
    except KeyError:
        return False


def _is_note(note):
    if not (isinstance(note, dict) and set(note) == {"code", "values"}):
        return False
    told = [words(language).told("note", note["code"], **note["values"]) for language in LANGUAGES]
    return note["code"] not in told and all(_is_value(name, value) for name, value in note["values"].items())


def _is_value(name, value):
    if isinstance(value, dict):
        return _is_note(value)
    if isinstance(value, list):
        return all(_is_value(name, one) for one in value)
    return not isinstance(value, str) or name in OWN or bool(TOKEN.fullmatch(value))


def _texts(value):
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    return (
        [text for one in value for text in _texts(one)] if isinstance(value, list) else [value] * isinstance(value, str)
    )


@pytest.fixture(scope="module")
def runs(market):
    return {
        name: backtest(load_config(None, [*PERIOD, *more], pattern=pattern), market)
        for name, (pattern, more) in RUNS.items()
    }


def test_all_that_runs_store(runs, subtests):
    for name, run in runs.items():
        with subtests.test(name):
            assert strangers(run.tables, run.manifest) == []
    kinds = {kind for run in runs.values() for kind in run.table("events")["kind"].to_pylist()}
    assert kinds >= {
        "liquidation",
        "margin_call",
        "hedge",
        "tax_assessed",
        "over_budget",
        "no_trend",
        "expiry",
        "insurance",
    }
    codes = {note["code"] for run in runs.values() for note in run.manifest["notes"]}
    assert codes >= {
        "contract",
        "option_dear",
        "no_effect",
        "never_open",
        "never_refused",
        "unfilled",
        "fixings",
        "over",
    }


@pytest.mark.pages
def test_all_that_comparisons_store(runs, market):
    apart = [("core", "A", "C"), ("forced_options", "A"), ("shut",), ("taxed",)]
    plan = Resampling(count=100, block=10)
    made = [compare_results({name: runs[name] for name in names}, market, plan=plan) for names in apart]
    assert [strangers(one.tables, one.manifest) for one in made] == [[]] * 4
    assert [[note["code"] for note in one.manifest["notes"]] for one in made[2:]] == [["no_intervals"], []]
    assert made[3].table("differences").num_rows


@pytest.mark.pages
def test_a_run_that_left_its_rules_stores_no_text_but_its_users_own(market, tmp_path):
    made = deviating_run(market, tmp_path)
    assert "override" in made.table("cash_rules")["binding"].to_pylist()
    assert sorted(strangers(made.tables, made.manifest)) == [
        "events: sold everything: panic",
        "events: stayed out: panic",
    ]


def test_a_line_that_cannot_be_run_is_refused_by_a_code(runs, market):
    refused = with_lines(runs["A"], Market(market.table.slice(0, 100), index=market.index))
    assert {line["refused"]["code"] for line in refused.manifest["lines"]} == {"refused"}
    assert strangers(refused.tables, refused.manifest) == []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("events", "code"),
        ("events", "kind"),
        ("orders", "reason"),
        ("ledger", "reason"),
        ("fills", "reason"),
        ("fills", "contract"),
        ("rules", "state"),
        ("verdicts", "table"),
    ],
)
@pytest.mark.parametrize("said", only(["something happened", "halved."], "halved."))
def test_a_sentence_in_a_table_is_found(runs, table, column, said):
    run = runs["forced"]
    texts = [said, *run.tables[table][column].to_pylist()[1:]]
    place = run.tables[table].column_names.index(column)
    changed = run.tables[table].set_column(place, run.tables[table].schema.field(column), pa.array(texts, pa.string()))
    assert strangers({**run.tables, table: changed}, run.manifest) == [f"{table}: {said}"]


def test_a_column_that_nobody_has_declared_is_found(runs):
    table = runs["A"].tables["fills"]
    more = table.append_column("why", pa.array(["rebalance"] * len(table)))
    assert strangers({**runs["A"].tables, "fills": more}, runs["A"].manifest) == ["fills: rebalance"]


@pytest.mark.parametrize(
    "more",
    [
        {"notes": ["the overlay never traded"]},
        {"notes": [{"code": "not_in_a_catalogue", "values": {}}]},
        {"notes": [{"code": "vix_proxy", "values": {}}]},
        {"notes": [{"code": "listed", "values": {"root": "MES", "kind": "futures", "date": "on a Monday"}}]},
        {"notes": [{"code": "no_intervals", "values": {"why": {"code": "new", "values": {}}}}]},
        {"lines": [{"refused": "it cannot be run"}]},
        {"verdict": "all is well"},
    ],
)
def test_a_sentence_in_a_manifest_is_found(runs, more):
    run = replace(runs["A"], manifest={**runs["A"].manifest, **more})
    assert len(strangers(run.tables, run.manifest)) == 1
