"""The page about the check of a plan: what its commands print.

python -m validation.plan        writes docs/plan.md
"""

import json
import re
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner

from engine.cli import cli
from validation.markdown import figures, table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "plan.md"
PLANS = ROOT / "examples" / "plans"
GUIDED = (
    "overlay plan --account us_fcm_tbill --product A --ratio 20% --living-cash 120,000 --expenses 5,000 --yes "
    "--no-check"
)
"""A plan made by options alone."""
COLUMNS = (
    "plan",
    "deepest fall",
    "worst month",
    "losing months in a row",
    "a fall that ends it",
    "forced sales in histories",
    "good enough",
)


def said(command: str) -> str:
    """What a command prints. Raises `ValueError` where it breaks."""
    done = CliRunner().invoke(cli, shlex.split(command)[1:])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise ValueError(f"{command}: {done.exception}")
    return done.stdout


def refusals() -> list[list[str]]:
    """(plan, what it lacks) of each plan that is refused."""
    rows = []
    for path in sorted(PLANS.glob("*.toml")):
        told = json.loads(said(f"overlay rules check {shlex.quote(str(path))} --paths 0 --json"))
        if told["refused"]:
            rows.append([f"`{path.name}`", "<br>".join(one["text"] for one in told["refused"])])
    return rows


def passed() -> list[list[str]]:
    """A row for each plan that is passed, with its numbers."""
    rows = []
    for path in sorted(PLANS.glob("good_*.toml")):
        told = json.loads(said(f"overlay rules check {shlex.quote(str(path))} --json"))
        answers = [row for chapter in told["chapters"] for row in chapter["questions"]]
        numbers = {one["code"]: one["values"] for row in answers for one in row["said"]}
        rows.append([f"`{path.name}`", *_figures(numbers), f"{sum(row['good'] for row in answers)} of {len(answers)}"])
    return rows


def _figures(numbers: dict[str, Any]) -> list[str]:
    living, never = numbers["living"], "none up to 99 %" if "stand_never" in numbers else "nothing on margin"
    ends = f"{numbers['stand_ends']['fall']:.0%}" if "stand_ends" in numbers else never
    ends = f"{numbers['stand_fx']['cut']:.1%}" if "stand_fx" in numbers else ends
    forced = f"{numbers['stand_paths']['forced']:.1%}" if "stand_paths" in numbers else "-"
    return [
        f"{living['fall']:.1%}", f"{living['worst']:.1%}", f"{living['count']}, {living['loss']:.1%}", ends, forced,
    ]  # fmt: skip


def guided() -> str:
    """What the plan that is made by options says, and its file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.toml"
        told = said(f"{GUIDED} --to {shlex.quote(str(file))}").replace(str(file), "plan.toml")
        return f"```console\n$ {GUIDED}\n{told}```\n\n```toml\n{file.read_text(encoding='utf-8')}```"


def page() -> str:
    """The whole page."""
    good = said(f"overlay rules check {shlex.quote(str(PLANS / 'good_futures.toml'))}")
    return Path(__file__).with_name("plan.template.md").read_text(encoding="utf-8").format(
        good=re.sub(r"[ \t]+$", "", good, flags=re.MULTILINE), guided=guided(),
        refused="\n".join(table(["plan", "what it lacks"], refusals())),
        passed="\n".join(figures(COLUMNS, passed())),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
