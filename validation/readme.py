"""The README and the page about the first run, in both languages: every figure and every line of output is of the
default comparison.

python -m validation.readme        writes README.md, README.ja.md, docs/first_run.md and docs/first_run.ja.md
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from data.base.days import iso
from data.market.embedded import embedded_market
from engine import Comparison, load_comparison
from engine.audit.chapters import audit
from engine.results.run import RunResult
from engine.runs.counterparts import with_lines
from validation.commands import beside_examples, works
from validation.two_languages import template

ROOT = Path(__file__).parents[1]
PAGES = {"readme": ROOT / "README", "first_run": ROOT / "docs" / "first_run"}
FOLDER = "20261122T090132-compare-0d2c8f"
"""What the pages call the folder of the run, whose name has the time in it."""


def folder_of(output: str) -> str:
    """Where a comparison was saved, as its output says."""
    return output.split("\nsaved: ")[1].partition("\n")[0]


def pages(outputs: Mapping[str, str], comparison: Comparison) -> dict[Path, str]:
    """The text of each page, from what the comparison printed by language."""
    values = figures(comparison)
    return {
        path.with_suffix(".md" if language == "en" else f".{language}.md"): template(stem, language).format(
            **values, output=renamed(output), parts=renamed(output).split("\n\n")
        )
        for stem, path in PAGES.items()
        for language, output in outputs.items()
    }


def renamed(output: str) -> str:
    """Output as the pages show it: without the time of the run, and without spaces at the ends of lines."""
    told = re.sub(r"\d{8}T\d{6}-compare-\w+", FOLDER, output)
    return "\n".join(line.rstrip() for line in told.strip().splitlines())


def figures(comparison: Comparison) -> dict[str, Any]:
    """What templates ask for: metrics of each run, its name without spaces; worst falls as positive shares; what each
    rule of A took of the return a year and spared of the worst fall, in points; and what stands in `derived`.
    """
    runs = {name.replace(" ", "_"): run for name, run in comparison.runs.items()}
    metrics = {name: SimpleNamespace(**run.metrics) for name, run in runs.items()}
    lines = {line["rule"]: line["bought"] for line in with_lines(runs["A"], embedded_market()).manifest["lines"]}
    return {
        **metrics,
        "fall": {name: abs(_figure(run, "max_drawdown")) for name, run in runs.items()},
        "took": {rule: -100.0 * bought["cagr"] for rule, bought in lines.items()},
        "spared": {rule: 100.0 * bought["max_drawdown"] for rule, bought in lines.items()},
        "deepened": {rule: -100.0 * bought["max_drawdown"] for rule, bought in lines.items()},
        **derived(runs),
    }


def derived(runs: Mapping[str, RunResult]) -> dict[str, Any]:
    """Figures that stand in no table of metrics: the share of the gain over bills that insurance took, and of the worst
    fall that it spared; verdicts by run and check; the day on which a call was nearest, and in
    how many months the monthly stop sold.
    """
    gain = _figure(runs["A"], "cagr") - _figure(runs["core"], "cagr")
    premium = _figure(runs["A"], "cagr") - _figure(runs["C"], "cagr")
    verdicts = {name: {one.check: one for one in audit(runs[name])} for name in ("A", "A_jp")}
    return {
        "insurance_took": premium / gain,
        "insurance_spared": 1.0 - _figure(runs["C"], "max_drawdown") / _figure(runs["A"], "max_drawdown"),
        "verdicts": verdicts,
        "nearest_on": iso(int(verdicts["A_jp"]["call_distance"].numbers["closest_day"])),
        "stops": len(verdicts["A"]["stop"].numbers),
    }


def _figure(run: RunResult, name: str) -> float:
    """A metric, 0 where there is none."""
    return run.metrics[name] or 0.0


def main() -> None:
    """Make the default comparison, and write the pages of it."""
    with beside_examples():
        english = works("overlay compare", COLUMNS="80")
        folder = folder_of(english)
        japanese = works(f"overlay show {folder} --lang ja", COLUMNS="80")
        written = pages({"en": english, "ja": japanese}, load_comparison(Path(folder).resolve()))
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
