"""What each rule of the document's plan is worth: a paragraph a rule, with the figures of its run, and insurance.

python -m validation.worth        writes docs/worth.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from data.market.embedded import embedded_market
from engine import WorthResult, WorthTerms, load_config, worth
from engine.report.weighed import weighed
from engine.report.worth_rows import BEYOND, Table, crisis_dates, crisis_table, first_sentence, group_table, refusals
from engine.report.worth_told import paragraph
from engine.words import words

PAGE = Path(__file__).parents[1] / "docs" / "worth.md"
PATHS = {"A": WorthTerms(paths=400, histories=40), "C": WorthTerms(paths=150, histories=15)}
"""Paths by pattern: options are priced on each of those of C."""
SPANS = ("..1998", "1999-2018", "2019..")
ACCOUNT = "jp_retail_futures"
"""An account that can be called, beside the plan's own."""
SAY = words()


def asked(pattern: str, folder: Path, terms: WorthTerms, *settings: str) -> WorthResult:
    """The answer of the command, on the market that comes with the program."""
    sys.stderr.write(f"worth: {pattern} {' '.join(settings)}\n")
    config = load_config(None, settings, pattern=pattern)
    return worth(config, embedded_market(), terms, out=folder, tell=lambda _: None)


def drawn(told: Table) -> Iterator[str]:
    """Lines of a table."""
    titles = [title.replace("\n", " ") for title in told.titles]
    yield f"| {' | '.join(titles)} |"
    yield "|---|" + "--:|" * (len(titles) - 1)
    for row in told.rows:
        yield f"| {' | '.join(row)} |".replace("*", r"\*")


def group(result: WorthResult, name: str) -> str:
    """The table of a group."""
    return "\n".join(drawn(group_table(result, name, weighed(result)[name], SAY)))


def paragraphs(result: WorthResult, *groups: str) -> str:
    """A paragraph for each variant of some groups."""
    found = weighed(result)
    return "\n\n".join(_strong(paragraph(one, result, SAY)) for name in groups for one in found.get(name, []))


def _strong(text: str) -> str:
    name, _, rest = text.partition(":")
    return f"**{name[:1].upper()}{name[1:]}**:{rest}"


def crises(result: WorthResult) -> str:
    """What each rule did in each crisis."""
    told = crisis_table(result, "rules", SAY)
    return "\n".join(drawn(told)) if told else ""


def ways_back(result: WorthResult) -> str:
    """When each crisis and the way back from it began and ended."""
    rows = [[name, *days] for name, days in crisis_dates(result).items()]
    return "\n".join(drawn(Table(["crisis", "from", "to", "way back to"], rows)))


def by_span(folder: Path) -> str:
    """Return and deepest fall by rule in each of several spans."""
    results = {span: asked("A", folder, WorthTerms(paths=0, resamples=100), f'period="{span}"') for span in SPANS}
    tables = [group_table(result, "rules", weighed(result)["rules"], SAY) for result in results.values()]
    names = [row[0] for row in tables[0].rows]
    rows = [[name, *(_of(row) for told in tables for row in told.rows if row[0] == name)] for name in names]
    return "\n".join(drawn(Table(["rule", *SPANS], rows)))


def _of(row: list[str]) -> str:
    """Effect on the return and the deepest fall, of a row."""
    return f"{row[1]}; {row[3]}".replace(BEYOND, "")


def page() -> str:
    """The text of the page."""
    template = Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8")
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan, insured = (asked(pattern, folder, terms) for pattern, terms in PATHS.items())
        called = asked("A", folder, PATHS["A"], f"account.profile={ACCOUNT}")
        values = {
            "first": plan.request["first"], "last": plan.request["last"], "looks": plan.request["looks"],
            "looks_insured": insured.request["looks"],
            "sentence": first_sentence(plan, SAY), "sentence_insured": first_sentence(insured, SAY),
            "rules": group(plan, "rules"), "one_by_one": paragraphs(plan, "rules"), "costs": group(plan, "costs"),
            "dearer": group(plan, "dearer"), "crises": crises(plan), "ways_back": ways_back(plan),
            "account": ACCOUNT, "spans": by_span(folder), "called": group(called, "rules"),
            "called_gains": group(called, "gains"),
            "paths": PATHS["A"].paths, "fewer": PATHS["C"].paths,
            "insurance": group(insured, "insurance"), "puts": paragraphs(insured, "rules"),
            "tenors": paragraphs(insured, "insurance"), "gains": group(plan, "gains"),
            "gained": paragraphs(plan, "gains"),
            "measures": group(asked("A", folder, WorthTerms(paths=0)), "measures"),
            "refused": "\n".join(f"* {one}" for one in (*refusals(plan, SAY), *refusals(insured, SAY))) or "None.",
        }  # fmt: skip
    return template.format(**values)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
