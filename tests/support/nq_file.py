"""The example of a family of underlyings, with texts put in place of others."""

from pathlib import Path

NQ = Path(__file__).parents[2] / "examples" / "NQ.csv"


def changed_nq(folder, *changes):
    """The file in a folder, each (old, new) of its texts exchanged; an old text that is not there is a mistake."""
    text = NQ.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "nq.csv"
    file.write_text(text, encoding="utf-8")
    return file
