"""The report: one HTML file that opens from disk without a network, with everything in it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from data.intake.benchmark_file import Benchmark
from engine.analysis.returns import LEAST_YEAR
from engine.analysis.unit_value import FLOWS
from engine.audit.declared_plan import plan_of
from engine.comparison.comparison import Comparison
from engine.report import first_screen, frame, heat, kinds, page_rows, palette, stress_tables
from engine.report.accounts_compared import accounts_of
from engine.report.apart import across_of, otherwise_of, reason_of
from engine.report.benchmark import benchmark_name, is_known
from engine.report.chance import against, between_runs, beyond_chance, looks
from engine.report.chart_columns import chart_columns
from engine.report.console import knows_the_future, plan_lines
from engine.report.headlines import accounts, capitals, notes, period_and_capital
from engine.report.kind_columns import kind_columns
from engine.report.kind_pictures import all_charts
from engine.report.lanes import lanes_of
from engine.report.limitations import limitations
from engine.report.live import live_columns, live_facts, live_words
from engine.report.luck import luck_told
from engine.report.own_told import own_line
from engine.report.pack import pack
from engine.report.pictures import stills
from engine.report.regime_colours import colour_places
from engine.report.run_pictures import spark_of
from engine.report.timeline import calendar, events, spans
from engine.report.worth import worth_of
from engine.results.folders import write_text
from engine.results.run import RunResult
from engine.settings.run_config import describe
from engine.words import Words, words
from engine.words.regime_names import regime_name

SCRIPTS = (
    "state.js", "live_figures.js", "live_chance.js", "live_words.js", "live_sources.js", "live.js", "charts.js",
    "bars.js", "outcomes.js", "kinds.js", "tables.js", "drawing.js", "page.js",
)  # fmt: skip


def write_report(
    comparison: Comparison, path: Path | str, language: str = "en", benchmark: Benchmark | None = None
) -> Path:
    """Write the report of a comparison, as `report_html` has it; a file of that name is replaced whole. Raises
    `ResultError` when it cannot be written, and as `report_html` does.
    """
    return write_text(Path(path), report_html(comparison, language, benchmark))


def report_html(comparison: Comparison, language: str = "en", benchmark: Benchmark | None = None) -> str:
    """The page, with runs held against a benchmark (None: the index). It holds no link to anything outside, and its
    policy forbids the browser to load any. Raises `ConfigError` for a language there is none of, and for a benchmark
    without values in the period.
    """
    say = words(language)
    template = frame.environment().get_template("page.html")
    told, framed = _tables(comparison, say, benchmark), _frame(comparison, say, benchmark)
    return template.render(**told, **framed, say=say, language=language)


def _frame(comparison: Comparison, say: Words, benchmark: Benchmark | None) -> dict[str, Any]:
    """What the page is made of besides tables: style, scripts, the chart library, and the packed data."""
    scripts = "\n".join(frame.asset(name) for name in SCRIPTS)
    return {
        "style": Markup(_colours(palette.strokes_of(comparison.runs)) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "scripts": Markup(scripts),  # noqa: S704
        "library": frame.library(),
        "payload": payload(comparison, say, benchmark),
        "stills": stills(all_charts(comparison, say, benchmark)),
        "spark": spark_of(comparison),
    }


def payload(comparison: Comparison, say: Words, benchmark: Benchmark | None = None) -> str:
    """Everything the scripts of the page draw, packed. Raises `ConfigError` as `report_html` does."""
    columns, labels = chart_columns(comparison, benchmark)
    columns |= kind_columns(comparison)
    of_kinds = kinds.facts(comparison, say)
    first, drawn = next(iter(comparison.runs.values())), palette.strokes_of(comparison.runs).values()
    facts = {
        "runs": [
            {
                "name": name,
                "lanes": list(lanes_of(run.tables)[1]),
                "spans": spans(run, say),
                "events": [(day, say(f"kind.{kind}"), *rest) for day, kind, *rest in events(run, say)],
                "calls": [day for day, kind, *_ in events(run, say) if kind == "margin_call"],
                "calendar": [
                    (one.day, say(f"fill.{one.kind}"), one.contracts, round(one.cost, 2)) for one in calendar(run)
                ],
            }
            | of_run
            for (name, run), of_run in zip(comparison.runs.items(), of_kinds["of_runs"], strict=True)
        ],
        "labels": {scheme: [regime_name(name, say) for name in names] for scheme, names in labels.items()},
        "order": {scheme: colour_places(comparison, scheme, names) for scheme, names in labels.items()},
        "years": page_rows.sources_by_year(comparison),
        "regimes": page_rows.sources_by_regime(comparison, say),
        "currency": first.currency,
        "account": first.config.capital.currency,
        "locale": say.language,
        "money": say.section("money"),
        "words": live_words(say) | {"chart.between": say.section("differences")["between"]} | of_kinds["words"],
        "live": live_facts(comparison, say),
        "dashes": [stroke.dash for stroke in drawn],
        "symbols": [stroke.symbol for stroke in drawn],
        "marks": [palette.MARKS[stroke.symbol] for stroke in drawn],
        "benchmark": benchmark_name(comparison, benchmark, say),
        "least_year": LEAST_YEAR,
    }
    return pack({**columns, **live_columns(comparison)}, facts)


def _tables(comparison: Comparison, say: Words, benchmark: Benchmark | None) -> dict[str, Any]:
    """What the template shows in tables."""
    return {
        **_runs_told(comparison, say),
        **_first_screen(comparison, say),
        **_by_time(comparison, say),
        **kinds.told(comparison, say),
        "benchmark_shown": benchmark is not None or len(comparison.runs) == 1,
        "across": across_of(comparison, say),
        "apart": [
            (reason_of(one, say), ", ".join(one.runs), _apart(one, say.language, benchmark)) for one in comparison.apart
        ],
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
    }


def _runs_told(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What is told of each run by itself."""
    runs, whole = comparison.runs, comparison.whole
    first = next(iter(runs.values()))
    days = first.table("equity")["date"]
    return {
        "runs": runs,
        "manifest": comparison.manifest,
        "first_run": first,
        "headline": period_and_capital(runs, say),
        "own": {name: own_line(run, say) for name, run in runs.items()},
        "calendar": "report.calendar_own"
        if any(run.config.kind.is_free for run in runs.values())
        else "report.calendar",
        "accounts": accounts(runs),
        "capitals": capitals(runs),
        "span": (str(days[0]), str(days[-1])),
        "flows": any(FLOWS in run.tables for run in runs.values()),
        "currency": first.currency,
        "bills": say(f"bills.{first.currency}"),
        "plans": {name: plan_lines(plan_of(run), say) for name, run in runs.items()},
        "worth": {name: worth_of(run, say) for name, run in whole.items()},
        "stressed": stress_tables.stressed_days(comparison, say),
        "audits": {name: page_rows.verdicts(run, say) for name, run in whole.items()},
        "configs": _settings(runs),
        "notes": notes(whole, say) + comparison.notes(say.language),
    }


def _first_screen(comparison: Comparison, say: Words) -> dict[str, Any]:
    """A row and a sentence for each run, and what sets them apart."""
    rows, differences = first_screen.first_rows(comparison, say), between_runs(comparison)
    places = list(comparison.runs)
    return {
        "first": rows,
        "survived": any(row.survival for row in rows),
        "between": first_screen.between(comparison, say),
        "luck": [
            (" ".join(str(places.index(name)) for name in names), ", ".join(names), sentence)
            for names, sentence in luck_told(comparison.whole, say)
        ],
        "differences": differences,
        "beyond": [beyond_chance(row) for row in differences],
        "looks": looks(differences, say) if differences else "",
        "against": against(comparison, say),
        "figures": page_rows.figures(comparison, say),
        "otherwise": [*accounts_of(comparison, say), *otherwise_of(comparison, say)],
    }


def _by_time(comparison: Comparison, say: Words) -> dict[str, Any]:
    """Falls, crises, regimes and months."""
    regime_tables = kinds.regime_tables(comparison, say)
    return {
        "schemes": {table.name: heat.scheme_title(table.name, say) for table in regime_tables},
        "hindsight": [table.name for table in regime_tables if knows_the_future(table.name)],
        "regime_tables": regime_tables,
        "monthly_tables": heat.monthly_heat(comparison, say),
        "falls": {name: page_rows.falls(run) for name, run in comparison.runs.items()},
    }


def _settings(runs: Mapping[str, RunResult]) -> dict[str, str]:
    """Settings of each run, those of the first with what they mean."""
    whole = {name: describe(run.config) for name, run in runs.items()}
    bare = {
        name: "\n".join(line for line in text.splitlines() if not line.startswith("#")) for name, text in whole.items()
    }
    return {name: bare[name] if place else text for place, (name, text) in enumerate(whole.items())}


def _apart(comparison: Comparison, language: str, benchmark: Benchmark | None) -> str:
    """The page of what stands apart, with the benchmark where it has values then."""
    known = benchmark is not None and is_known(comparison, benchmark)
    return report_html(comparison, language, benchmark if known else None)


def _colours(of_runs: dict[str, palette.Stroke]) -> str:
    strokes = {f"run-{place}": stroke for place, stroke in enumerate(of_runs.values())}
    strokes |= {f"regime-{place}": stroke for place, stroke in enumerate(palette.REGIMES)}
    strokes |= {f"source-{name}": stroke for name, stroke in palette.SOURCES.items()}
    return frame.colours({**strokes, "index": palette.INDEX})
