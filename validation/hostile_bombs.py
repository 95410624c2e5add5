"""Files of a few bytes that ask for much, and files that are none."""

import bz2
import gzip
import io
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from validation.hostile_tables import Table, written, zipped

Bomb = Callable[[Path, Table], None]
_MB = 1_000_000
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
_TEXTS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'


def _bytes(content: Callable[[Table], bytes]) -> Bomb:
    def made(path: Path, table: Table) -> None:
        path.write_bytes(content(table))

    return made


def _book(sheet: str, texts: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A workbook whose sheet is told as XML."""
    import zipfile  # noqa: PLC0415

    base = zipfile.ZipFile(io.BytesIO(written([["Date", "Close"], ["2015-01-02", "1"]], "xlsx")))
    held = {name: base.read(name) for name in base.namelist()}
    held["xl/worksheets/sheet1.xml"] = sheet.encode()
    if texts:
        held["xl/sharedStrings.xml"] = texts.encode()
    return zipped({**held, **(more or {})})


def _head(table: Table) -> str:
    return ",".join(table[0])


def _row(table: Table) -> str:
    return ",".join(table[-1])


def _dictionary(table: Table) -> bytes:
    """Parquet in which one long text stands in every row."""
    sink, count = io.BytesIO(), 200_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["x" * 60_000]))
    names = table[0]
    columns = [long, *(pa.array([table[-1][n]] * count) for n in range(1, len(names)))]
    pq.write_table(pa.table(columns, names), sink)
    return sink.getvalue()


def _parquet(column: Callable[[], pa.Array]) -> Callable[[Table], bytes]:
    def made(table: Table) -> bytes:
        sink, values = io.BytesIO(), column()
        count = len(values)
        others = [
            pa.array([table[1 + n % (len(table) - 1)][place] for n in range(count)]) for place in range(len(table[0]))
        ]
        pq.write_table(pa.table([*others[:-1], values], table[0]), sink)
        return sink.getvalue()

    return made


def _laughs(root: str) -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "lol">{levels}]><{root}>&l11;</{root}>'.encode()


def _cells(rows: int, each: str) -> bytes:
    return _book(_SHEET.format("".join(f'<row r="{n}">{each}</row>' for n in range(1, rows + 1))))


def _special(name: str) -> Bomb:
    def made(path: Path, _: Table) -> None:
        if name == "pipe":
            os.mkfifo(path)
        elif name == "folder":
            path.mkdir()
        else:
            path.symlink_to(name)

    return made


BOMBS: dict[str, Bomb] = {
    "empty": _bytes(lambda _: b""),
    "line breaks": _bytes(lambda _: b"\n" * 15 * _MB),
    "header and line breaks": _bytes(lambda t: (_head(t) + "\n" * 15 * _MB).encode()),
    "returns": _bytes(lambda t: (_head(t) + "\r" * 5 * _MB).encode()),
    "one line": _bytes(lambda _: b"1" * 15 * _MB),
    "commas": _bytes(lambda _: b"," * 15 * _MB),
    "million columns": _bytes(lambda t: (_head(t) + ",x" * _MB + "\n" + _row(t) + ",1" * _MB + "\n").encode()),
    "long field": _bytes(lambda t: (f'{_head(t)}\n"{"x" * 10 * _MB}",{_row(t)}\n').encode()),
    "long root": _bytes(
        lambda t: "\n".join(
            [
                _head(t),
                *(
                    f"{row[0]},{'X' * 100_000 if n == 5 else row[1]}," + ",".join(row[2:])
                    for n, row in enumerate(t[1:] * 300)
                ),
            ]
        ).encode()
    ),
    "open quote": _bytes(lambda t: (f'{_head(t)}\n"' + f"{_row(t)}\n" * 200_000).encode()),
    "quotes": _bytes(lambda t: (_head(t) + "\n" + '""' * 3 * _MB).encode()),
    "many rows": _bytes(lambda t: (f"{_head(t)}\n" + f"{_row(t)}\n" * 190_000).encode()),
    "same rows": _bytes(lambda t: (f"{_head(t)}\n" + f"{_row(t)}\n" * 30_000).encode()),
    "bad rows": _bytes(
        lambda t: (
            f"{_head(t)}\n"
            + "".join(
                f"{t[1 + n % (len(t) - 1)][0]}{',x' + str(n)}" * 1 + ",y" * (len(t[0]) - 2) + "\n"
                for n in range(60_000)
            )
        ).encode()
    ),
    "bad dates": _bytes(
        lambda t: (
            f"{_head(t)}\n" + "".join(f"2015-13-{n}," + ",".join(t[-1][1:]) + "\n" for n in range(60_000))
        ).encode()
    ),
    "ragged rows": _bytes(lambda t: (f"{_head(t)}\n" + "".join(f"{_row(t)},1,{n}\n" for n in range(60_000))).encode()),
    "roots": _bytes(
        lambda t: (
            f"{_head(t)}\n" + "".join(",".join([t[1][0], f"R{n}", *t[1][2:]]) + "\n" for n in range(40_000))
        ).encode()
    ),
    "spaces": _bytes(lambda t: (_head(t) + "\n" + " " * 15 * _MB).encode()),
    "nested JSON": _bytes(lambda _: b"[" * 100_000),
    "nested chart": _bytes(lambda _: b'{"chart": {"result": ' + b"[" * 100_000),
    "nested XML": _bytes(lambda _: b'<?xml version="1.0"?>' + b"<FlexQueryResponse>" * 100_000),
    "wide XML": _bytes(lambda _: b'<?xml version="1.0"?><FlexQueryResponse>' + b"<FlexStatement/>" * 900_000),
    "attributes": _bytes(
        lambda _: (
            b'<?xml version="1.0"?><FlexQueryResponse ' + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/>"
        )
    ),
    "laughs": _bytes(lambda _: _laughs("FlexQueryResponse")),
    "event flood": _bytes(
        lambda _: (
            b"BEGIN:VCALENDAR\r\n"
            + b"BEGIN:VEVENT\r\nDTSTART:20150101\r\nEND:VEVENT\r\n" * 45_000
            + b"END:VCALENDAR\r\n"
        )
    ),
    "nested events": _bytes(
        lambda _: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 30_000 + b"END:VEVENT\r\n" * 30_000
    ),
    "folded event": _bytes(lambda _: b"BEGIN:VCALENDAR\r\nSUMMARY:" + b"x\r\n " * 500_000 + b"\r\nEND:VCALENDAR\r\n"),
    "event parameters": _bytes(
        lambda _: (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART"
            + b";A=B" * 400_000
            + b":20150101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    ),
    "nulls": _bytes(lambda t: (_head(t) + "\n").encode() + b"\0" * 70_000),
    "late nulls": _bytes(lambda t: (_head(t) + "\n" + (_row(t) + "\n") * 5_000).encode() + b"\0" * 70_000),
    "gzip": _bytes(lambda t: gzip.compress(written(t, "utf-8"))),
    "bzip2": _bytes(lambda t: bz2.compress(written(t, "utf-8"))),
    "xz": _bytes(lambda t: lzma.compress(written(t, "utf-8"))),
    "7z": _bytes(lambda _: b"7z\xbc\xaf\x27\x1c" + bytes(range(256)) * 20),
    "zip of zeros": _bytes(lambda _: zipped({"a.csv": b"0" * 200 * _MB})),
    "zip of lines": _bytes(
        lambda t: zipped({"a.csv": (_head(t) + "\n" + (_row(t) + "\n") * 900_000).encode()[: 60 * _MB]})
    ),
    "zip of emoji": _bytes(lambda t: zipped({"a.csv": (_head(t) + "\n" + "\U0001f600" * 15 * _MB).encode()})),
    "zip of many": _bytes(lambda _: zipped({f"{n}.csv": b"a" for n in range(20_000)})),
    "zip in zip": _bytes(lambda t: zipped({"a.zip": written(t, "zip")})),
    "no zip": _bytes(lambda _: b"PK\x03\x04" + bytes(1_000)),
    "xlsx of cells": _bytes(lambda _: _cells(1, "<c/>" * 10 * _MB)),
    "xlsx of padded rows": _bytes(lambda _: _cells(5_000, '<c r="XFD1"><v>1</v></c>')),
    "xlsx of rows": _bytes(lambda _: _cells(1_048_576, "")),
    "xlsx of one far row": _bytes(lambda _: _book(_SHEET.format('<row r="1048576"><c><v>1</v></c></row>'))),
    "xlsx of rows out of order": _bytes(lambda _: _book(_SHEET.format('<row r="5"><c><v>1</v></c></row>' * 9))),
    "xlsx with a long text": _bytes(
        lambda _: _book(
            _SHEET.format(
                "".join(f'<row r="{n}"><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' for n in range(1, 60_000))
            ),
            _TEXTS.format("<si><t>" + "x" * 30_000 + "</t></si>"),
        )
    ),
    "xlsx with texts": _bytes(lambda _: _book(_SHEET.format(""), _TEXTS.format("<si><t>a</t></si>" * 2 * _MB))),
    "xlsx of laughs": _bytes(lambda _: _book(_SHEET.format(""), _laughs("sst").decode())),
    "xlsx of styles": _bytes(
        lambda _: _book(
            _SHEET.format(""),
            "",
            {
                "xl/styles.xml": b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
                + b"<xf/>" * 1_000_000
                + b"</cellXfs></styleSheet>"
            },
        )
    ),
    "xlsx of links": _bytes(
        lambda _: _book(_SHEET.format(""), "", {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    ),
    "xlsx with a wide dimension": _bytes(
        lambda _: _book(
            _SHEET.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>').format(
                '<row r="1"><c><v>1</v></c></row>' + '<row r="1048570"/>'
            )
        )
    ),
    "parquet of one text": _bytes(_dictionary),
    "parquet of nested": _bytes(_parquet(lambda: pa.array([[1.0] * 3] * 50))),
    "parquet of structs": _bytes(_parquet(lambda: pa.array([{"a": 1}] * 50))),
    "parquet of durations": _bytes(_parquet(lambda: pa.array([1] * 50, pa.duration("ns")))),
    "parquet of times": _bytes(_parquet(lambda: pa.array([1] * 50, pa.time64("ns")))),
    "parquet of far times": _bytes(_parquet(lambda: pa.array([2**50] * 50, pa.timestamp("ms")))),
    "parquet of zones": _bytes(_parquet(lambda: pa.array([1] * 50, pa.timestamp("us", "Nowhere/Land")))),
    "parquet of bytes": _bytes(_parquet(lambda: pa.array([b"\xff\x00"] * 50))),
    "parquet of decimals": _bytes(_parquet(lambda: pa.array([None] * 50, pa.decimal128(38, 0)))),
    "parquet of nothing": _bytes(_parquet(lambda: pa.nulls(50))),
    "parquet of dates": _bytes(_parquet(lambda: pa.array([2**30] * 50, pa.date32()))),
    "pipe": _special("pipe"),
    "folder": _special("folder"),
    "endless zeros": _special("/dev/zero"),
    "random bytes": _special("/dev/urandom"),
    "file of the system": _special("/proc/self/maps"),
    "memory": _special("/proc/self/mem"),
    "kernel": _special("/proc/kmsg"),
    "circle": _special("input.csv"),
    "nowhere": _special("/nowhere/at/all"),
}
