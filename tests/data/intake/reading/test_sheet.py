"""A file in a zip is read whole or not at all."""

import zipfile

import pytest

from data.base.finding import Refused
from data.intake.reading.bounds import MOST_ROWS
from data.intake.reading.head import LIMIT
from data.intake.reading.sheet import read_sheet

MOST = 1_000
"""Rows of a file that may have this share of the usual size."""
SIZE = LIMIT * MOST // MOST_ROWS


def packed(folder, size):
    """A zip with a table of ten rows that has so many bytes, most of them in a column of remarks."""
    rows = ["Date,Close,Remark", *(f"2015-01-{day:02d},{2000 + day},{'x' * (size // 10)}" for day in range(1, 11))]
    path = folder / "index.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.csv", "\n".join(rows))
    return path


def test_a_table_in_a_zip_is_read_to_its_last_row(tmp_path):
    assert len(read_sheet(packed(tmp_path, SIZE // 2), most=MOST).rows) == 10


def test_a_table_in_a_zip_that_is_larger_than_what_is_read_is_refused_and_not_cut(tmp_path):
    with pytest.raises(Refused) as refused:
        read_sheet(packed(tmp_path, 2 * SIZE), most=MOST)
    assert [one.check for one in refused.value.findings] == ["too-many-cells"]
