"""Pictures of pages. Of the default comparison for the README (light, dark, phone, Japanese) to docs/img; or of any
pages, whole and in every look, to a folder: `python -m validation.pictures FOLDER PAGE.html ...`. Needs Chromium.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from engine import compare
from engine.report.page import write_report
from engine.report.paper import browser

FOLDER = Path(__file__).parents[1] / "docs" / "img"


class Picture(NamedTuple):
    """What is photographed: language, scheme of colours, width and height of the window, and how far down; without a
    place to scroll to the whole page, on paper where the scheme is so called.
    """

    name: str
    language: str
    scheme: str
    width: int
    height: int = 900
    scroll: str = ""


PICTURES = (
    Picture("report-light", "en", "light", 1160, 1040, "body"),
    Picture("report-dark", "en", "dark", 1160, 1040, "#controls"),
    Picture("report-phone", "en", "light", 390, 844, "body"),
    Picture("report-ja", "ja", "light", 1160, 1040, "body"),
)


LOOKS = (
    Picture("light", "", "light", 1160),
    Picture("dark", "", "dark", 1160),
    Picture("phone", "", "light", 390),
    Picture("paper", "", "paper", 680),
)


def main() -> None:
    """Photograph the pages that are named, or make the default comparison and photograph its report."""
    if len(sys.argv) > 2:
        folder, *pages = map(Path, sys.argv[1:])
        folder.mkdir(exist_ok=True, parents=True)
        for page in pages:
            for look in LOOKS:
                photograph(page, look, folder / f"{page.parent.name}-{page.stem}-{look.name}.png")
        return
    for_readme()


def for_readme() -> None:
    """The pictures of docs/img."""
    comparison = compare()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pages = {
            language: write_report(comparison, Path(folder) / f"{language}.html", language) for language in ("en", "ja")
        }
        for picture in PICTURES:
            photograph(pages[picture.language], picture, FOLDER / f"{picture.name}.png")


def photograph(page: Path, picture: Picture, to: Path) -> None:
    """Open a page as a picture wants it and write what is seen."""
    from playwright.sync_api import ViewportSize, sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        machine = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        window = machine.new_page(
            viewport=ViewportSize(width=picture.width, height=picture.height),
            color_scheme="dark" if picture.scheme == "dark" else "light",
        )
        window.goto(page.resolve().as_uri())
        if window.query_selector("#payload"):
            window.wait_for_selector("html[data-drawn]")
        if picture.scheme == "paper":
            window.emulate_media(media="print")
        if picture.scroll:
            window.eval_on_selector(picture.scroll, "one => one.scrollIntoView()")
        window.wait_for_timeout(300)
        window.screenshot(path=to, full_page=not picture.scroll)
        machine.close()


if __name__ == "__main__":
    main()
