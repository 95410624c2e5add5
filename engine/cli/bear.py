"""`overlay size --bear`: which pattern, and which size, for a fall that one can bear."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from engine.cli.markets import MarketFiles
from engine.cli.options import out
from engine.cli.progress import progress
from engine.cli.sheets import Shown, options
from engine.cli.showing import print_json
from engine.cli.values import SEED, SHARE
from engine.words import words

if TYPE_CHECKING:
    from engine.settings.run_config import RunConfig

TAKES = {"bear", "paths", "years", "seed", "quantile", "out"}
"""Names of its own options."""
bear = options(
    click.option("--bear", type=SHARE, help="Fall that can be borne, such as 5%: which pattern, which size?"),
    click.option("--paths", type=click.IntRange(0, 100_000), default=100, show_default=True,
        help="Made-up histories of each kind, 0 for none."),
    click.option("--years", type=click.IntRange(1, 40), default=20, show_default=True, help="Their length."),
    click.option("--seed", type=SEED, default=1, show_default=True, help="Their seed."),
    click.option("--quantile", type=SHARE, default=0.95, show_default=True,
        help="Share of them whose fall has to stay within it."),
    out,
)  # fmt: skip


class Searched(NamedTuple):
    """The fall that can be borne, the folder whose ledger is written, and how paths are drawn."""

    fall: float
    out: Path
    drawn: Mapping[str, Any]


def size_borne(
    config: "RunConfig", patterns: Sequence[str], files: MarketFiles, searched: Searched, shown: Shown
) -> None:
    """Search the sizes of a plan as that of some patterns, by default of each on a fund, and show them. Raises
    `ConfigError` for numbers out of range.
    """
    from engine.sizing.bear import BearSearch, BearTerms, borne, on_a_fund, plans, refuse_currency  # noqa: PLC0415
    from engine.sizing.bear_paths import Drawn  # noqa: PLC0415
    from engine.tasks.workers import cores  # noqa: PLC0415

    refuse_currency(config)
    say, terms, out = words(shown.language), BearTerms(searched.fall, Drawn(**searched.drawn)), searched.out
    with progress(say, quiet=shown.as_json) as passing:
        tell = passing or (lambda _text: None)
        market = files.open()
        search = BearSearch(terms, market, lambda names: tell(say("progress.sizes", patterns=names)), tell, cores())
        found = borne(plans(config, patterns or on_a_fund()), market, search, out)
    if shown.as_json:
        from engine.report.bear_table import plain  # noqa: PLC0415

        print_json("size-bear", plain(found))
        return
    from engine.report.bear_table import bear_table, lines_of  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415

    screen = console()
    screen.print(bear_table(found, say))
    for line in lines_of(found, out, say):
        screen.print(line, soft_wrap=True)
