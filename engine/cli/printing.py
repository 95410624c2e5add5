"""What `overlay report` writes besides a page: a PDF of it, and pictures of its charts."""

from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import click

from engine.cli.options import Command
from engine.results.views import Theme

if TYPE_CHECKING:
    from data.intake.benchmark_file import Benchmark
    from engine.report.result_pictures import Result

ENDINGS = {"--pdf": (".pdf",), "--picture": (".svg", ".png")}
WIDTH = 1200


class AskedPaper(NamedTuple):
    """Files for a PDF and for a picture (None: none); of the picture which chart, its theme, and its width in pixels
    (None: not said).
    """

    pdf: Path | None
    picture: Path | None
    what: str | None
    theme: Theme | None
    width: int | None

    @property
    def files(self) -> dict[str, Path]:
        """What is to be written, by its option."""
        return {name: path for name, path in (("--pdf", self.pdf), ("--picture", self.picture)) if path}

    def check(self) -> None:
        """Raises `UsageError` for a name that ends in something else, and for what is said of a picture where none is
        written.
        """
        for option, path in self.files.items():
            if path.suffix.lower() not in ENDINGS[option]:
                names = " or ".join(f"FILE{one}" for one in ENDINGS[option])
                raise click.UsageError(f"{option} {path}: name it {names}")
        said = {"--what": self.what, "--theme": self.theme, "--width": self.width}
        idle = [option for option, value in said.items() if value is not None]
        if idle and not self.picture:
            raise click.UsageError(f"{idle[0]} is of a picture; say --picture FILE too")

    def write(
        self, result: "Result", language: str, benchmark: "Benchmark | None" = None, *, force: bool = True
    ) -> Iterator[Path]:
        """Write what is asked for, runs held against a benchmark; each file once it is there. Raises `ConfigError` for
        a chart that the result has not, and `ResultError` where nothing on the machine can make such a file.
        """
        from engine.report.paper import write_drawing, write_pdf  # noqa: PLC0415
        from engine.report.result_pictures import page_of, sheet_of  # noqa: PLC0415
        from engine.words import words  # noqa: PLC0415

        if self.picture:
            sheet = sheet_of(result, self.what or "", words(language), benchmark)
            yield write_drawing(sheet, self.picture, self.theme or "light", self.width or WIDTH, force=force)
        if self.pdf:
            yield write_pdf(page_of(result, language, benchmark), self.pdf, force=force)


def paper_options(command: Command) -> Command:
    """The options of PDF and pictures, given to a command together as `paper`."""

    @wraps(command)
    def bundled(
        *, pdf: Path | None, picture: Path | None, what: str | None, theme: Theme | None, width: int | None,
        **others: Any,
    ) -> None:  # fmt: skip
        command(paper=AskedPaper(pdf, picture, what, theme, width), **others)

    file = click.Path(path_type=Path, dir_okay=False)
    options = (
        click.option("--pdf", type=file, help="Print it to a PDF file, A4; needs Chromium, Chrome or Edge."),
        click.option("--picture", type=file, help="Write one chart as a picture: FILE.svg or FILE.png."),
        click.option("--what", metavar="CHART", help="Which chart, such as equity or drawdown (default: the first)."),
        click.option("--theme", type=click.Choice(get_args(Theme)), help="Of a picture (default: light)."),
        click.option("--width", type=click.IntRange(200, 10_000), help=f"Of a picture, pixels (default: {WIDTH})."),
    )
    for option in reversed(options):
        bundled = option(bundled)
    return bundled
