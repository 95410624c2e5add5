"""The report: one HTML file that opens from disk without a network, with everything in it."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from data.base.days import iso
from engine.analysis.ex_post_regimes import NO_CRISIS, OWN, OWN_KNOWN
from engine.audit.declared_plan import plan_of
from engine.comparison.comparison import Comparison
from engine.report import first_screen, frame, heat, page_rows, palette, stress_tables
from engine.report.accounts_compared import accounts_of
from engine.report.apart import across_of, otherwise_of, reason_of
from engine.report.chance import against, between_runs, beyond_chance, looks
from engine.report.chart_columns import chart_columns
from engine.report.console import knows_the_future, plan_lines
from engine.report.crisis_rows import crises_of
from engine.report.headlines import accounts, capitals, notes, period_and_capital
from engine.report.lanes import lanes_of
from engine.report.limitations import limitations
from engine.report.live import live_columns, live_facts, live_words
from engine.report.luck import luck_told
from engine.report.own_told import order_rows, own_line
from engine.report.pack import pack
from engine.report.timeline import calendar, events, spans
from engine.report.worth import worth_of
from engine.results.folders import write_text
from engine.settings.run_config import describe
from engine.words import Words, words
from engine.words.regime_names import regime_name

SCRIPTS = (
    "state.js", "live_figures.js", "live_chance.js", "live_words.js", "live_sources.js", "live.js", "charts.js",
    "bars.js", "tables.js", "drawing.js", "page.js",
)  # fmt: skip


def write_report(comparison: Comparison, path: Path | str, language: str = "en") -> Path:
    """Write the report of a comparison; a file of that name is replaced whole. Raises
    `ResultError` when it cannot be written.
    """
    return write_text(Path(path), report_html(comparison, language))


def report_html(comparison: Comparison, language: str = "en") -> str:
    """The page. It holds no link to anything outside, and its policy forbids the browser to load any. Raises
    `ConfigError` for a language there is none of.
    """
    say = words(language)
    template = frame.environment().get_template("page.html")
    return template.render(**_tables(comparison, say), **_frame(comparison, say), say=say, language=language)


def _frame(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What the page is made of besides tables: style, scripts, the chart library, and the packed data."""
    scripts = "\n".join(frame.asset(name) for name in SCRIPTS)
    return {
        "style": Markup(_colours(palette.strokes_of(comparison.runs)) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "scripts": Markup(scripts),  # noqa: S704
        "library": frame.library(),
        "payload": payload(comparison, say),
    }


def payload(comparison: Comparison, say: Words) -> str:
    """Everything the scripts of the page draw, packed."""
    columns, labels = chart_columns(comparison)
    first = next(iter(comparison.runs.values()))
    facts = {
        "runs": [
            {
                "name": name,
                "lanes": list(lanes_of(run.tables)[1]),
                "spans": spans(run, say),
                "events": [(day, say(f"kind.{kind}"), *rest) for day, kind, *rest in events(run, say)],
                "calls": [day for day, kind, *_ in events(run, say) if kind == "margin_call"],
                "calendar": [(one.day, say(f"fill.{one.kind}"), one.contracts, one.cost) for one in calendar(run)],
            }
            for name, run in comparison.runs.items()
        ],
        "labels": {scheme: [regime_name(name, say) for name in names] for scheme, names in labels.items()},
        "order": {scheme: _order(comparison, scheme, names) for scheme, names in labels.items()},
        "years": page_rows.sources_by_year(comparison),
        "regimes": page_rows.sources_by_regime(comparison, say),
        "currency": first.currency,
        "account": first.config.capital.currency,
        "locale": say.language,
        "words": live_words(say),
        "live": live_facts(comparison, say),
        "dashes": [stroke.dash for stroke in palette.strokes_of(comparison.runs).values()],
    }
    return pack({**columns, **live_columns(comparison)}, facts)


def _order(comparison: Comparison, scheme: str, names: list[str]) -> list[int]:
    """Which regime colour each code of a scheme has: from calm to bad, and every crisis is bad. Comparisons from before
    `regimes` was of version 3 have the words of the one that is none.
    """
    if scheme == "crises":
        return [0 if name in {NO_CRISIS, "no crisis"} else len(palette.REGIMES) - 1 for name in names]
    rows = comparison.table("regimes").to_pylist()
    declared = list(dict.fromkeys(row["regime"] for row in rows if row["scheme"] == scheme))
    if scheme in {OWN, OWN_KNOWN}:
        # the last is what has no label of one's own
        return [palette.own_stroke(declared.index(name), len(declared) - 1) for name in names]
    return [palette.regime_stroke(declared.index(name), len(declared)) for name in names]


def _tables(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What the template shows in tables."""
    runs, whole = comparison.runs, comparison.whole
    first = next(iter(runs.values()))
    days = first.table("equity")["date"]
    regime_tables, differences = heat.regime_heat(comparison, say), between_runs(comparison)
    return _first_screen(comparison, say) | {
        "runs": runs,
        "manifest": comparison.manifest,
        "first_run": first,
        "headline": period_and_capital(runs, say),
        "own": {name: own_line(run, say) for name, run in runs.items()},
        "orders": {name: order_rows(run, say) if run.config.kind.is_free else () for name, run in runs.items()},
        "has_rules": any(lanes_of(run.tables)[1] for run in runs.values()),
        "calendar": "report.calendar_own"
        if any(run.config.kind.is_free for run in runs.values())
        else "report.calendar",
        "accounts": accounts(runs),
        "capitals": capitals(runs),
        "span": (str(days[0]), str(days[-1])),
        "differences": differences,
        "beyond": [beyond_chance(row) for row in differences],
        "looks": looks(differences, say) if differences else "",
        "against": against(comparison, say),
        "bills": say(f"bills.{first.currency}"),
        "schemes": {table.name: heat.scheme_title(table.name, say) for table in regime_tables},
        "hindsight": [table.name for table in regime_tables if knows_the_future(table.name)],
        "regime_tables": regime_tables,
        "monthly_tables": heat.monthly_heat(comparison, say),
        "crises": heat.crisis_heat(comparison, say),
        "named": heat.named_heat(comparison, say),
        "periods": {
            f"{iso(one.crisis.first)}_{iso(one.crisis.last)}": one.crisis.name for one, *_ in crises_of(comparison)
        },
        "falls": {name: page_rows.falls(run) for name, run in runs.items()},
        "plans": {name: plan_lines(plan_of(run), say) for name, run in runs.items()},
        "worth": {name: worth_of(run, say) for name, run in whole.items()},
        "stressed": stress_tables.stressed_days(comparison, say),
        "audits": {name: page_rows.verdicts(run, say) for name, run in whole.items()},
        "figures": page_rows.figures(comparison, say),
        "configs": {name: describe(run.config) for name, run in runs.items()},
        "notes": notes(whole, say) + comparison.notes(say.language),
        "otherwise": [*accounts_of(comparison, say), *otherwise_of(comparison, say)],
        "across": across_of(comparison, say),
        "apart": [
            (reason_of(one, say), ", ".join(one.runs), report_html(one, say.language)) for one in comparison.apart
        ],
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
    }


def _first_screen(comparison: Comparison, say: Words) -> dict[str, Any]:
    """What the first screen shows: each run in a row, and what is said of several by their places."""
    rows, places = first_screen.first_rows(comparison, say), list(comparison.runs)
    return {
        "first": rows,
        "survived": any(row.survival for row in rows),
        "currency": next(iter(comparison.runs.values())).currency,
        "between": first_screen.between(comparison, say),
        "luck": [
            (" ".join(str(places.index(name)) for name in names), line)
            for names, line in luck_told(comparison.whole, say)
        ],
    }


def _colours(of_runs: dict[str, palette.Stroke]) -> str:
    strokes = {f"run-{place}": stroke for place, stroke in enumerate(of_runs.values())}
    strokes |= {f"regime-{place}": stroke for place, stroke in enumerate(palette.REGIMES)}
    strokes |= {f"source-{name}": stroke for name, stroke in palette.SOURCES.items()}
    return frame.colours({**strokes, "index": palette.INDEX})
