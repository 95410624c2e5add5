"""`overlay looks`: how often a folder's markets were looked at, and what that leaves of the best plan."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.base.errors import ResultError
from engine.cli.options import as_json, language
from engine.cli.showing import print_json, printed
from engine.words import words

if TYPE_CHECKING:
    from engine.results.best_looks import Best


@click.command()
@click.option(
    "--in",
    "inside",
    type=click.Path(path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Folder of results whose ledger is read.",
)
@as_json
@language
def looks(*, inside: Path, as_json: bool, language: str) -> None:
    """By market: how many plans were tried into a folder, how many independent ones they amount to, and how sure the
    best of them still is.

    \f
    Raises `ResultError` where there is no such folder.
    """
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.looks_table import looks_told  # noqa: PLC0415
    from engine.results.best_looks import best_looks  # noqa: PLC0415
    from engine.results.trials import ledger  # noqa: PLC0415

    if not inside.is_dir():
        raise ResultError(f"{inside}: there is no such folder; name one that runs were saved in (--in)")
    known, say = ledger(inside), words(language)
    found, unreadable = best_looks(inside, known), known.unreadable
    if as_json:
        markets = [_plain(one, inside) for one in found]
        told = {"unreadable_files": len(unreadable), "unreadable_names": list(unreadable)}
        print_json("looks", {"folder": str(inside), **told, "markets": markets})
        return
    for part in looks_told(found, unreadable, inside, say):
        printed(part) if isinstance(part, str) else console().print(part)


def _plain(best: "Best", inside: Path) -> dict[str, object]:
    return {
        "market_sha256": best.market,
        "looks": best.looks.count,
        "independent_looks": best.looks.effective,
        "looks_known": best.looks.known,
        "best": _plain_best(best, inside) if best.digest else None,
    }


def _plain_best(best: "Best", inside: Path) -> dict[str, object]:
    return {
        "folder": str(inside / best.folder) if best.folder else None,
        "pattern": best.kind,
        "config_digest": best.digest,
        "metrics": {"sharpe": best.sharpe},
        "probabilistic_sharpe": best.probabilistic,
        "deflated_sharpe": best.deflated,
    }


COMMANDS = (looks,)
