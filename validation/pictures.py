"""Pictures of the reports for the README: of the default comparison, light, dark, on a phone and in Japanese, and of a
map of survival. Needs Chromium; writes to docs/img.

python -m validation.pictures
"""

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from engine import compare
from engine.report.page import write_report
from validation.commands import beside_examples, works

FOLDER = Path(__file__).parents[1] / "docs" / "img"


class Picture(NamedTuple):
    """What is photographed: the page, scheme of colours, width and height of the window, and how far
    down.
    """

    name: str
    page: str
    scheme: str
    width: int
    height: int
    scroll: str


SURVIVAL = (
    "overlay survive --vary overlay.ratio=0.1:0.5:0.1 --vary account.profile=us_fcm_tbill,jp_retail_futures --paths 400"
    " --set overlay.max_total_exposure=1.6 --set overlay.acknowledge_high_leverage=true"
)
PICTURES = (
    Picture("report-light", "en", "light", 1160, 1040, "body"),
    Picture("report-dark", "en", "dark", 1160, 1040, "#controls"),
    Picture("report-phone", "en", "light", 390, 844, "body"),
    Picture("report-ja", "ja", "light", 1160, 1040, "body"),
    Picture("survival-light", "survival", "light", 1160, 1040, "#h-map"),
)


def main() -> None:
    """Make the default comparison and a map of survival, and photograph their reports."""
    comparison = compare()
    FOLDER.mkdir(exist_ok=True)
    with beside_examples(), tempfile.TemporaryDirectory() as folder:
        pages = {
            language: write_report(comparison, Path(folder) / f"{language}.html", language) for language in ("en", "ja")
        }
        pages["survival"] = Path(works(SURVIVAL).split("report: ")[1].strip()).resolve()
        for picture in PICTURES:
            photograph(pages[picture.page], picture)


def photograph(page: Path, picture: Picture) -> None:
    """Open a page as a picture wants it and write what is seen."""
    from playwright.sync_api import ViewportSize, sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        window = browser.new_page(
            viewport=ViewportSize(width=picture.width, height=picture.height),
            color_scheme="dark" if picture.scheme == "dark" else "light",
        )
        window.goto(page.as_uri())
        window.wait_for_selector("html[data-drawn]")
        window.eval_on_selector(picture.scroll, "one => one.scrollIntoView()")
        window.wait_for_timeout(300)
        window.screenshot(path=FOLDER / f"{picture.name}.png")
        browser.close()


if __name__ == "__main__":
    main()
