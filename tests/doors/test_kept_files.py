"""Files that stand beside the code are those the code speaks of."""

from data.facts import tables
from validation import metrics
from validation.house import PACKAGES, ROOT, files
from validation.table_pages import pages


def test_the_pages_of_the_tables_are_those_of_the_schemas():
    folder = ROOT / "docs" / "tables"
    assert {path.stem: path.read_text() for path in folder.glob("*.md")} == pages()


def test_the_page_of_the_figures_is_what_their_functions_say():
    assert metrics.PAGE.read_text(encoding="utf-8") == metrics.page()


def test_every_table_of_facts_is_read_by_some_code():
    text = "\n".join(path.read_text() for path in files(*PACKAGES))
    assert all(f'"{name}"' in text for name in tables())
