"""`docs/metrics.md`: the figures as their functions define them.

`python -m validation.metrics` writes it.
"""

from pathlib import Path

from engine.analysis.metrics import OURS, known_figures
from validation.house import ROOT

PAGE = ROOT / "docs" / "metrics.md"


def page() -> str:
    """The page as the code has it."""
    template = Path(__file__).with_name("metrics.template.md").read_text(encoding="utf-8")
    ours = [one for one in known_figures().values() if one.of.__module__ in OURS]
    rows = [f"| `{one.name}` | {one.meaning} | {f'{one.undefined} ' if one.undefined else ''}|" for one in ours]
    return template.format(table="\n".join(["| name | definition | not defined (`null`) |", "|---|---|---|", *rows]))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
