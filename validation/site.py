"""The pages of the project as a site, one tree for each language, with search and nothing from elsewhere.

python -m validation.site FOLDER        builds it there (`make site`); needs what requirements-site.lock has

Knows nothing of the program, so that what builds pages need not have what runs it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
SITE = ROOT / "docs" / "site"
LANGUAGES = {"en": "English", "ja": "日本語"}
PATTERNS = (
    "*.md",
    "docs/*.md",
    "docs/decisions/*.md",
    "docs/tables/*.md",
    "docs/schemas/*.md",
    "conformance/*.md",
    "benchmarks/*.md",
)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
ABOUT = ("LIMITATIONS", "CHANGELOG", "CONTRIBUTING")
START = """<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=en/index.html">
<title>mmf-overlay</title>
<p><a href="en/index.html">English</a> · <a href="ja/index.html" lang="ja">日本語</a></p>
"""


def language_of(page: str) -> str:
    """The tree that a page of the project, a path from its root, belongs to."""
    return "ja" if page.endswith(".ja.md") else "en"


def name_of(page: str) -> str:
    """What a page is called in its tree, without ending: the README is its first page."""
    name = page.removesuffix(".md").removesuffix(".ja")
    return "index" if name == "README" else name


def pages() -> list[str]:
    """Every page of the site, as a path from the root of the project."""
    return sorted(path.relative_to(ROOT).as_posix() for pattern in PATTERNS for path in ROOT.glob(pattern))


def counterparts(language: str, known: list[str]) -> dict[str, str]:
    """Where the pages of one tree, by name, stand in the other, seen from the first page of theirs."""
    other = next(one for one in LANGUAGES if one != language)
    names = {name_of(page) for page in known if language_of(page) == other}
    return {name: f"../{other}/{name}.html" for name in sorted(names)}


class Tree:
    """The pages of one language, as Sphinx reads them in a folder."""

    def __init__(self, language: str, folder: Path) -> None:
        """Begin an empty tree."""
        self.language, self.folder, self.known = language, folder, pages()
        self.mine = [page for page in self.known if language_of(page) == language]

    def lay_out(self) -> None:
        """Write every page with its links as they lead within the site, the lists of pages, and how it is built."""
        shutil.copytree(SITE, self.folder, dirs_exist_ok=True)
        for page in self.mine:
            text = (ROOT / page).read_text(encoding="utf-8")
            self._write(name_of(page), LINK.sub(partial(self._led, page), text) + self._lists(page))
        told = {
            "language": self.language,
            "others": counterparts(self.language, self.known),
            "other_language": next(words for one, words in LANGUAGES.items() if one != self.language),
        }
        (self.folder / "laid_out.json").write_text(json.dumps(told), encoding="utf-8")

    def _write(self, name: str, text: str) -> None:
        target = self.folder / f"{name}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def _led(self, page: str, link: re.Match[str]) -> str:
        """A link of a page: to a page of this tree or the other, to a picture or a file that comes with it, or, for
        what is neither, the words alone.
        """
        picture, words, target = link.groups()
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return link[0]
        led = os.path.normpath(PurePosixPath(page).parent / path)
        here = PurePosixPath(name_of(page)).parent
        if led in self.known:
            name, hash_ = name_of(led), f"#{anchor}" if anchor else ""
            if language_of(led) == self.language:
                return f"[{words}]({os.path.relpath(name, here)}.md{hash_})"
            other = f"{language_of(led)}/{name}.html{hash_}"
            return f'<a href="{os.path.relpath(other, PurePosixPath(self.language) / here)}">{words}</a>'
        if (ROOT / led).is_file():
            (self.folder / led).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / led, self.folder / led)
            return f"{picture}[{words}]({os.path.relpath(led, here)})"
        return words

    def _lists(self, page: str) -> str:
        """The pages that a list of them leads to, as the site's navigation has them."""
        if name_of(page) == "index":
            return "".join(toctree(caption, names) for caption, names in self._by_question())
        folder = PurePosixPath(name_of(page)).parent
        if PurePosixPath(page).name != "README.md" or folder == PurePosixPath("docs"):
            return ""
        beside = [PurePosixPath(name_of(one)) for one in self.mine if PurePosixPath(one).parent == folder]
        return toctree("", [one.name for one in beside if one.name != "README"])

    def _by_question(self) -> Iterator[tuple[str, list[str]]]:
        """Headings of the list of pages, each with those that it is the first to lead to; then what is about all."""
        index = f"docs/README{'' if self.language == 'en' else f'.{self.language}'}.md"
        told, named = {name_of(page) for page in self.mine}, {"index"}
        yield "", ["docs/README"]
        named.add("docs/README")
        for part in (ROOT / index).read_text(encoding="utf-8").split("\n## ")[1:]:
            led = [os.path.normpath(f"docs/{target.partition('#')[0]}") for _, _, target in LINK.findall(part)]
            names = [name for name in dict.fromkeys(map(name_of, led)) if name in told - named and is_listed(name)]
            named.update(names)
            if names:
                yield part.partition("\n")[0], names
        yield (
            "mmf-overlay",
            [name for name in (*ABOUT, "conformance/README", "benchmarks/README") if name in told - named],
        )


def is_listed(name: str) -> bool:
    """Whether a page stands in the navigation by question: those of a folder below do in the list of their folder."""
    return len(PurePosixPath(name).parts) <= 2 or name.endswith("/README")


def toctree(caption: str, names: list[str]) -> str:
    """A list of pages that is shown beside them and not in them; nothing for no pages."""
    if not names:
        return ""
    head = [":hidden:", *([f":caption: {caption}"] if caption else [])]
    return "\n".join(["", "", "```{toctree}", *head, "", *names, "```", ""])


def build(target: Path) -> None:
    """Build the site; what is at `target` is replaced. Raises `CalledProcessError` where Sphinx warns of anything."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        for language in LANGUAGES:
            tree = Path(folder) / language
            Tree(language, tree).lay_out()
            command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-j", "auto", "-b", "html"]
            subprocess.run([*command, ".", str(built / language)], cwd=tree, check=True)  # noqa: S603
        (built / "index.html").write_text(START, encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(built, target, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo"))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
    sys.stdout.write(f"site: {Path(sys.argv[1]) / 'index.html'}\n")
