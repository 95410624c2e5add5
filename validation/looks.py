"""The page about looks: how often the best of many plans without merit is called beyond luck, and what a model seems to
know when trades that overlap are not purged.

python -m validation.looks        writes docs/looks.md
"""

from pathlib import Path

from validation.looks_noise import FOLDERS, MONTHS, PLANS, counted, fooled, merit, rows_of_counted, rows_of_fooled
from validation.looks_options import GROUPING, MARKETS, TRADES, scores
from validation.markdown import figures

PAGE = Path(__file__).parents[1] / "docs" / "looks.md"
MERITS = (0.5, 1.0, 1.5)
"""True Sharpe ratios a year of the one plan with merit."""


def merit_rows() -> list[list[str]]:
    """How often a plan with merit is found."""
    shares = ((one, *merit(one)) for one in MERITS)
    return [[f"{one:.1f}", f"{100.0 * best:.0f} %", f"{100.0 * sure:.0f} %"] for one, best, sure in shares]


def option_rows() -> list[list[str]]:
    """What the options gained that the model would have bought."""
    return [
        [name, f"{one.gain:+.1f} %", f"{one.error:.1f}", f"{100.0 * one.bought:.0f} %"]
        for name, one in scores().items()
    ]


def page() -> str:
    """The whole page."""
    return Path(__file__).with_name("looks.template.md").read_text(encoding="utf-8").format(
        plans=PLANS, months=MONTHS, folders=FOLDERS, trades=TRADES, markets=MARKETS, groups=GROUPING.groups,
        splits=GROUPING.splits, paths=GROUPING.paths, alone=f"{100.0 * (1.0 - 0.95**PLANS):.0f}",
        fooled="\n".join(
            figures(["plans", "alone", "all counted", "independent ones counted"], rows_of_fooled(fooled()))
        ),
        merit="\n".join(figures(["true Sharpe ratio", "is the best", "and is called beyond luck"], merit_rows())),
        counted="\n".join(
            figures(["plans", "known", "found", "mean correlation", "squares"], rows_of_counted(counted()))
        ),
        options="\n".join(figures(["split", "gain", "± (standard error)", "bought"], option_rows())),
    )  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
