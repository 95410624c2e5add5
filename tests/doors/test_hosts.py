"""No file names the host of a registry of packages: where one is reached differs from place to place."""

import pytest

from validation.house import ROOT

HOSTS = tuple(".".join(parts) for parts in (("registry", "npmjs"), ("pypi", "org"), ("files", "pythonhosted")))
SUFFIXES = {".py", ".md", ".toml", ".txt", ".lock", ".csv", ".json", ".html", ".js", ".css"}


def texts():
    return [
        path
        for path in ROOT.rglob("*")
        if path.suffix in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") or part in {"build", "results"} for part in path.relative_to(ROOT).parts)
        and not path.name.endswith(".min.js")
    ]


@pytest.mark.pages
def test_no_file_names_a_registry():
    found = texts()
    assert len(found) > 1_000
    assert [
        path for path in found for host in HOSTS if host in path.read_text(encoding="utf-8", errors="replace")
    ] == []
