"""The page of a paper journal: one HTML file that opens from disk without a network, with everything in it."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.drawdowns import max_drawdown
from engine.analysis.unit_value import worth_of
from engine.journal.deviations import Deviations
from engine.journal.followed import Followed
from engine.journal.judge import Judgement
from engine.journal.trial import Trial
from engine.report import frame, palette
from engine.report.journal_pictures import charts_of
from engine.report.judge_lines import following_line, reason_lines, said_line
from engine.report.limitations import limitations
from engine.report.pack import pack
from engine.report.paper_lines import dates_lines, flow_lines, head_line, own_lines
from engine.report.pictures import stills
from engine.report.tonight_told import event_sentences, on_weekday, to_do
from engine.results.folders import write_text
from engine.settings.run_config import describe
from engine.words import Words, words

SCRIPTS = ("state.js", "charts.js", "tables.js", "drawing.js", "journal.js")
DASHES = ("solid", "dash")


class Rows(NamedTuple):
    """A table on the page: titles, and rows of texts."""

    titles: list[str]
    rows: list[list[str]]


def write_journal_report(found: Followed, path: Path | str, language: str = "en") -> Path:
    """Write the page of a journal; a file of that name is replaced whole. Raises `ResultError` when it cannot be
    written.
    """
    return write_text(Path(path), journal_html(found, language))


def journal_html(found: Followed, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say = words(language)
    template = frame.environment().get_template("journal.html")
    told = {**_stands(found, say), **_done(found, say), **_background(found, say), **_frame(found, say)}
    return template.render(**told, say=say, language=language)


def _frame(found: Followed, say: Words) -> dict[str, Any]:
    strokes = palette.strokes(["account", "model"]).values()
    named = {f"run-{place}": stroke for place, stroke in enumerate(strokes)}
    return {
        "style": Markup(frame.colours(named) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "scripts": Markup("\n".join(map(frame.asset, SCRIPTS))),  # noqa: S704
        "library": frame.library(),
        "payload": payload(found, say),
        "stills": stills(charts_of(found, say)),
    }


def payload(found: Followed, say: Words) -> str:
    """Everything the scripts of the page draw, packed: equity by session, and the model's where it is another."""
    runs = {"account": found.run, **({"model": found.model} if found.model else {})}
    worth = [to_array(run.table("equity")["equity"]) for run in runs.values()]
    columns = {"date": to_array(found.run.table("equity")["date"])}
    columns |= {f"{place}/equity": values.astype(np.float32) for place, values in enumerate(worth)}
    if found.model:
        columns["0/apart"] = (worth[0] - worth[1]).astype(np.float32)
    facts = {
        "runs": [{"name": say(f"journal_page.{name}")} for name in runs],
        "dashes": DASHES,
        "symbols": ["", ""],
        "currency": found.run.config.capital.currency,
        "locale": say.language,
        "money": say.section("money"),
        "words": {f"chart.{key}": text for key, text in say.section("chart").items()}
        | {f"chart.{key}": text for key, text in say.section("journal_chart").items()},
    }
    return pack(columns, facts)


def _stands(found: Followed, say: Words) -> dict[str, Any]:
    """The first screen: where it stands, and what is to be done."""
    paper, at, currency = found.paper, found.status, found.run.config.capital.currency
    worth, (flowed, last) = worth_of(found.run.tables), at.flowed
    lines = *flow_lines(at, currency, say), *_verdict(found, say), *event_sentences(at.tonight, say)
    return {
        "title": say("journal_page.title", name=paper.path.name),
        "plan": paper.config.kind_called,
        "span": say("paper.stands", day=iso(at.until), sessions=f"{at.sessions:,}", first=iso(paper.first)),
        "answer": say(
            "journal_page.answer", equity=f"{at.equity:,.0f} {currency}",
            since=f"{at.equity - at.opened - flowed:+,.0f}",
            grown=f"{worth[-1] / worth[0] - 1.0:+.2%}", fall=f"{-max_drawdown(worth):.2%}",
            change=f"{at.equity - at.before - last:+,.0f}",
        ),
        "verdict": [_capital(line) for line in lines],
        "next_day": say("paper.for_next", day=on_weekday(at.tonight.evening.next_day, say)).rstrip(":"),
        "to_do": [_capital(line) for line in to_do(at.tonight, say)],
        "dates": dates_lines(at, say),
        "behind": "" if at.market_ends <= at.until else _capital(say("paper.behind", day=iso(at.market_ends))),
    }  # fmt: skip


def _verdict(found: Followed, say: Words) -> list[str]:
    """Whether it was done as planned, what followed from the last month, and whether what is recorded still follows."""
    currency, judgement = found.run.config.capital.currency, found.judgement
    own = own_lines(found.status, currency, say)
    lines = own or [say("paper.no_deviations")]
    if judgement:
        lines.append(_judged(judgement, say))
    return [*lines, *([] if found.status.agrees else [say("paper.disagrees")])]


def _judged(judgement: Judgement, say: Words) -> str:
    accident = say("judge.accident" if judgement.seen.accident else "judge.no_accident")
    ruling = say("judge.ruling", ruling=say.told("ruling", judgement.ruling))
    return say("journal_page.judged", month=judgement.seen.month.name, accident=accident, ruling=ruling)


def _done(found: Followed, say: Words) -> dict[str, Any]:
    """What was done otherwise, and by what the last month is judged."""
    return {
        "apart": found.model is not None,
        "deviations": _deviations(found.deviations, found.run.config.capital.currency, say),
        "trial": _trial(found.trial, found, say) if found.trial else "",
        "points": _points(found.judgement, say) if found.judgement else None,
        "month": found.judgement.seen.month.name if found.judgement else "",
        "reasons": _reasons(found.judgement, say) if found.judgement else [],
    }


def _deviations(found: Deviations, currency: str, say: Words) -> Rows | None:
    """A row for each session with fills of one's own; None where there was none."""
    if not found.newest:
        return None
    rows = [
        [
            iso(one.day),
            "; ".join(
                say("paper.part", contract=part.contract, ordered=f"{part.ordered:+,}", done=f"{part.done:+,}")
                for part in one.parts
            )
            or say("paper.none_ordered"),
            one.why or say("paper.no_reason"),
            f"{one.cost:+,.2f}",
        ]
        for one in found.newest
    ]
    if found.older:
        rows.insert(0, [say("journal_page.older", count=found.older), "", "", f"{found.older_cost:+,.2f}"])
    rows.append([say("journal_page.all"), "", "", f"{found.cost:+,.2f}"])
    titles = [say(f"journal_page.{name}") for name in ("day", "parts", "why")]
    return Rows([*titles, say("journal_page.cost", currency=currency)], rows)


def _trial(trial: Trial, found: Followed, say: Words) -> str:
    share = found.paper.config.settings()[trial.section][trial.setting.partition(".")[2]]
    values = {"contracts": trial.contracts, "contract": trial.contract, "full": trial.full, "unit": trial.unit}
    told = say("trial.size", **values, setting=trial.setting, share=share, planned=trial.planned)
    return _capital(told)


def _points(judgement: Judgement, say: Words) -> Rows:
    """What a month is asked, how each stands, and what was seen."""
    rows = [
        [say.told("judge_ask", one.question), say.told("sight", one.standing), said_line(one.said, say)]
        for one in judgement.seen.points
    ]
    return Rows([say(f"journal_page.{name}") for name in ("asked", "standing", "seen")], rows)


def _reasons(judgement: Judgement, say: Words) -> list[str]:
    following = [] if judgement.following is None else [following_line(judgement.following, say)]
    return [_capital(line) for line in (*following, *reason_lines(judgement, say))]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _background(found: Followed, say: Words) -> dict[str, Any]:
    """What it rests on."""
    return {
        "whole": say("journal_page.whole", head=head_line(found.status.head, say), name=found.paper.path.name),
        "notes": found.run.notes(say.language),
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        "config": describe(found.run.config),
        "manifest": found.run.manifest,
        "name": found.paper.path.name,
    }
