"""Whether everything that a run says has words, in every language."""

import re
from collections.abc import Iterator
from string import Formatter

from engine.audit.chapters import audit
from engine.audit.plan import plan
from engine.comparison.comparison import Comparison
from engine.report.audit_words import asked, told
from engine.report.page import report_html
from engine.report.palette import PALETTE
from engine.results.run import RunResult
from engine.words import LANGUAGES, catalogue, words


def silences(run: RunResult, comparison: Comparison) -> Iterator[str]:
    """A sentence for each text that a language lacks, or has with other values, and for a report that it breaks."""
    for language in LANGUAGES:
        say = words(language)
        missing = [key for key in keys_of(run) if not say.speaks(key)]
        yield from (f"the language {language!r} has no words for {key!r}" for key in missing)
        other = [key for key in _own(run) if say.speaks(key) and _values(say.sentences[key]) != _values(_english(key))]
        yield from (
            f"the words of {key!r} in {language!r} speak of other values than the English ones" for key in other
        )
        yield from (
            f"the catalogue of {language!r} has words for {key!r}; choose another key" for key in _taken(run, language)
        )
        # a colour that there is not is told by itself, and would be told again by the report
        if not missing and run.config.kind.colour in {"", *PALETTE}:
            yield from _broken(run, comparison, language)


def keys_of(run: RunResult) -> list[str]:
    """Keys of the catalogue that a run's plan, audit, events and rules speak with."""
    config = run.config
    found = [f"pattern.{config.kind.name}", *(f"plan.{line.sentence}" for line in plan(config))]
    found += [f"left_out.{next(iter(line.without))}" for line in plan(config) if line.on and line.without]
    found += [f"check.{verdict.check}" for verdict in audit(run)]
    found += [f"rule.{rule}" for rule in run.table("rules")["rule"].to_pylist()]
    events = run.table("events")
    found += [f"kind.{kind}" for kind in events["kind"].to_pylist()]
    # runs before codes told sentences
    found += [f"reason.{code}" for code in (events["code"].to_pylist() if "code" in events.column_names else ())]
    return list(dict.fromkeys(found))


def _broken(run: RunResult, comparison: Comparison, language: str) -> Iterator[str]:
    say = words(language)
    try:
        for verdict in audit(run):
            asked(verdict, say)
            told(verdict, say)
        page = report_html(comparison, language)
    except (KeyError, IndexError, ValueError) as error:
        yield f"its audit and its report cannot be said in {language!r}: {error!r}"
        return
    if not re.search(re.escape(run.config.called), page):
        yield f"its report in {language!r} does not name it"


def _own(run: RunResult) -> list[str]:
    """Keys that the pattern and the rules of a run bring."""
    words_of = [run.config.kind.words, *(rule.words for rule in run.config.rules)]
    return [key for by_language in words_of for key in by_language.get("en", {})]


def _taken(run: RunResult, language: str) -> list[str]:
    """Keys of words that it brings in vain: what a catalogue says itself stays."""
    return [key for key in _own(run) if key in catalogue(language)]


def _english(key: str) -> str:
    return words("en").sentences[key]


def _values(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
