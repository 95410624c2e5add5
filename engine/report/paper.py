"""Pages as PDF and drawings as pixels: what a browser of the machine prints, or a small library draws."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from data.base.errors import ResultError
from engine.report.drawing import Sheet, as_file
from engine.results.folders import write_file, write_text
from engine.results.views import Theme

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Microsoft/Edge/Application/msedge.exe",
)
"""Where browsers are that no search for commands finds."""
PATIENCE = 90.0
"""Seconds that a browser may take."""
FAMILIES = (
    "Arial",
    "DejaVu Sans",
    "Liberation Sans",
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "Hiragino Sans",
    "Yu Gothic",
    "Segoe UI",
    "Roboto",
    "Ubuntu",
)
"""Families of letters to draw with, by preference: the drawing library knows of Arial only, and asks no
settings of the machine. What one family has not, it takes from any other.
"""
_ALONE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text y="30" font-size="24" font-family="sans-serif">{}</text></svg>'
)
INSTALL = "install one (on Debian and Ubuntu: apt install chromium)"


def browser() -> str | None:
    """A browser of the machine that can print without a window; None where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or next((place for place in map(os.path.expandvars, PLACES) if Path(place).is_file()), None)


def write_pdf(html: str, path: Path, *, force: bool = True) -> Path:
    """Print a page to a PDF file, over one that has its name only where that is forced; the path. Raises `ResultError`
    where there is no browser, or where it does not print.
    """
    program = browser()
    if program is None:
        raise ResultError(f"{path}: a PDF needs Chromium, Chrome or Edge, and none was found; {INSTALL}")
    with tempfile.TemporaryDirectory() as folder:
        page, made = write_text(Path(folder) / "page.html", html), Path(folder) / "page.pdf"
        _run(program, page, "--no-pdf-header-footer", f"--print-to-pdf={made}")
        return _kept(made.read_bytes(), path, force=force)


def write_drawing(sheet: Sheet, path: Path, theme: Theme, width: int, *, force: bool = True) -> Path:
    """Write a drawing as SVG or PNG, as its name ends, so many pixels wide, over a file only where that is forced.
    Raises `ResultError` where nothing on the machine can draw pixels, or no font has its letters.
    """
    text = as_file(sheet, theme, width)
    if path.suffix.lower() == ".svg":
        return write_text(path, text, force=force)
    try:
        pixels = _drawn(text, sheet.title)
    except ImportError:
        pixels = _photographed(text, path, width, round(width * sheet.height / sheet.width))
    return _kept(pixels, path, force=force)


def _drawn(text: str, title: str) -> bytes:
    from resvg_py import svg_to_bytes  # noqa: PLC0415

    def alone(letter: str, family: str) -> bytes:
        return svg_to_bytes(svg_string=_ALONE.format(letter), sans_serif_family=family)

    letter = next(letter for letter in reversed(title) if letter.isalpha())
    family = next((one for one in FAMILIES if alone(letter, one) != alone("", one)), None)
    if family is None:
        raise ResultError(f"no font of this machine has the letter {letter!r}; install one, or write a picture as .svg")
    return bytes(svg_to_bytes(svg_string=text, sans_serif_family=family))


def _photographed(text: str, path: Path, width: int, height: int) -> bytes:
    program = browser()
    if program is None:
        raise ResultError(
            f"{path}: a PNG needs the package resvg-py or Chromium, Chrome or Edge, and none was found; install one "
            "(python -m pip install resvg-py), or name the picture FILE.svg"
        )
    with tempfile.TemporaryDirectory() as folder:
        drawing, made = write_text(Path(folder) / "picture.svg", text), Path(folder) / "picture.png"
        _run(program, drawing, f"--window-size={width},{height}", "--hide-scrollbars", f"--screenshot={made}")
        return made.read_bytes()


def _kept(pixels: bytes, path: Path, *, force: bool) -> Path:
    def write(made: Path) -> None:
        made.write_bytes(pixels)

    return write_file(path, write, force=force)


def _run(program: str, page: Path, *options: str) -> None:
    """Let a browser of its own open a page and make one file of it."""
    made = Path(options[-1].partition("=")[2]).resolve()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        own = ["--headless", "--disable-gpu", f"--user-data-dir={profile}", *(["--no-sandbox"] if is_root else [])]
        command = [program, *own, *options, page.resolve().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, text=True)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            why = "did not end" if isinstance(error, subprocess.TimeoutExpired) else str(error)
            raise ResultError(f"{program}: {why} while it made {made.name}") from None
    if not made.is_file():
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise ResultError(f"{program}: made nothing ({lines[-1] if lines else f'exit status {done.returncode}'})")
