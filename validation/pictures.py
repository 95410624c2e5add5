"""Pictures of pages. For the README, to docs/img: of the default comparison (light, dark, phone, Japanese), of a map of
survival, of a plan in the hand, and of several accounts; or of any pages, whole, in every look, to a folder:
`python -m validation.pictures FOLDER PAGE.html ...`. Needs Chromium.
"""

import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from engine import compare
from engine.report.page import write_report
from engine.report.paper import browser
from validation.commands import beside_examples, works

FOLDER = Path(__file__).parents[1] / "docs" / "img"


class Picture(NamedTuple):
    """What is photographed: the page, scheme of colours, width and height of the window, and how far down; without a
    place to scroll to the whole page, on paper where the scheme is so called.
    """

    name: str
    page: str
    scheme: str
    width: int
    height: int = 900
    scroll: str = ""


SURVIVAL = (
    "overlay survive --vary overlay.ratio=0.4:2:0.4 --vary cash.buffer=0,0.1,0.2,0.3 --paths 400 --histories 50"
    " --set account.profile=jp_retail_futures --set stops.monthly_loss=off --set stops.voluntary=false"
    " --set overlay.max_total_exposure=3.5 --set overlay.acknowledge_high_leverage=true"
)
PORTFOLIO = "overlay portfolio examples/portfolio.toml"
HAND = "overlay hand --paths 100 --histories 20 --to"
PICTURES = (
    Picture("report-light", "en", "light", 1160, 1040, "body"),
    Picture("report-dark", "en", "dark", 1160, 1040, "#controls"),
    Picture("report-phone", "en", "light", 390, 844, "body"),
    Picture("report-ja", "ja", "light", 1160, 1040, "body"),
    Picture("survival-light", "survival", "light", 1160, 1040, "#h-map"),
    Picture("in_the_hand", "hand", "light", 390, 844, "body"),
    Picture("portfolio", "portfolio", "light", 1160, 1000, "body"),
)


LOOKS = (
    Picture("light", "", "light", 1160),
    Picture("dark", "", "dark", 1160),
    Picture("phone", "", "light", 390),
    Picture("paper", "", "paper", 680),
)


def main() -> None:
    """Photograph the pages that are named, or those of the README."""
    if len(sys.argv) > 2:
        folder, *pages = map(Path, sys.argv[1:])
        folder.mkdir(exist_ok=True, parents=True)
        for page in pages:
            for look in LOOKS:
                photograph(page, look, folder / f"{page.parent.name}-{page.stem}-{look.name}.png")
        return
    for_readme()


def for_readme() -> None:
    """The pictures of docs/img: the default comparison, a map of survival, a plan in the hand, several accounts."""
    comparison = compare()
    FOLDER.mkdir(exist_ok=True)
    with beside_examples(), tempfile.TemporaryDirectory() as folder:
        pages = {
            language: write_report(comparison, Path(folder) / f"{language}.html", language) for language in ("en", "ja")
        }
        pages["survival"] = Path(works(SURVIVAL).split("report: ")[1].strip()).resolve()
        pages["portfolio"] = Path(works(PORTFOLIO).split("report: ")[1].strip()).resolve()
        pages["hand"] = Path(folder) / "hand.html"
        works(f"{HAND} {pages['hand']}")
        for picture in PICTURES:
            photograph(pages[picture.page], picture, FOLDER / f"{picture.name}.png")


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
