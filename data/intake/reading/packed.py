"""Files that are packed: what is in a zip, and no more of it than a table needs."""

import io
import re
import zipfile
from contextlib import suppress
from xml.parsers import expat

from data.base.finding import Refused
from data.base.saying import said
from data.intake.reading.bounds import MOST_FIELDS, Bounds
from data.intake.reading.problems import reading

DENSEST = 40
"""Times that a table becomes larger when it is unpacked, of more than what is read of any."""
MOST_MEMBERS, MOST_CELLS, MOST_OTHERS = 2_000, 1_000_000, 250_000
"""Of a workbook: files in it, cells and texts of all its sheets, and elements of XML that are none."""
_ENCODED = re.compile(rb"^\W*xml[^>]*encoding\s*=\s*.(?!utf-?8|utf-?16|us-ascii|iso-8859-1)", re.IGNORECASE)
_START, _NO_SIGNS = 256, b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
"""Bytes of a file that tell whether it is XML, and those that may stand before its first sign in some encoding."""
_XML = b"<", "<?xml".encode("cp037")
_SHEET = re.compile(r"(^|[/:])(row|c|v|f|is|t|si|r)$")


def members(content: bytes, name: str, limit: int) -> list[str]:
    """Names in a zip that is neither damaged nor far larger inside than outside. Raises `Refused`."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused([reading("damaged", name, said("sheet.no_zip", error=error))]) from None
    if sum(info.file_size for info in infos) > 4 * limit or len(infos) > MOST_MEMBERS:
        raise Refused([reading("too-many-cells", name, said("sheet.unpacks", size=4 * limit // 2**20))])
    return [info.filename for info in infos if info.file_size or not info.is_dir()]


def unzipped(content: bytes | zipfile.ZipFile, member: str, name: str, limit: int) -> bytes:
    """A file in a zip (bytes, or opened). Raises `Refused` where it is damaged, or larger than `limit` bytes."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content)) if isinstance(content, bytes) else content
        with archive.open(member) as file:
            unpacked = file.read(limit + 1)
    except Exception as error:  # noqa: BLE001  (a damaged zip raises whatever its decompressor stumbles on)
        raise Refused([reading("damaged", name, said("sheet.no_member", member=member, error=error))]) from None
    if len(unpacked) > limit:
        raise Refused([reading("too-many-cells", name, said("sheet.unpacks", size=limit // 2**20))])
    return unpacked


def check_workbook(content: bytes, bounds: Bounds, limit: int) -> None:
    """Look through the XML of a workbook before it is read: no document type, in which XML hides entities, and no more
    cells and elements than a table has. Raises `Refused`.

    The workbook itself says what its sheets are called: whatever begins as XML does is looked through.
    """
    count, held = _Counted(bounds), members(content, bounds.name, limit)
    archive = zipfile.ZipFile(io.BytesIO(content))
    for member in held:
        if member.lower().endswith((".xml", ".rels", ".vml")) or _begins_as_xml(archive, member):
            count.member(unzipped(archive, member, bounds.name, limit))


def _begins_as_xml(archive: zipfile.ZipFile, member: str) -> bool:
    start = b""
    # what cannot be unpacked is read by nobody
    with suppress(Exception), archive.open(member) as file:
        start = file.read(_START)
    signs = start.translate(None, _NO_SIGNS)
    return bool(start) and (not signs or signs.startswith(_XML))


class _Counted:
    """Elements of the files of a workbook, counted while they are parsed."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds, self.cells, self.others, self.line, self.fields = bounds, 0, 0, 0, 0

    def member(self, content: bytes) -> None:
        """Count what is in one file. Raises `Refused`."""
        if _ENCODED.match(content[:200]):
            raise self._damaged("in an encoding that XML here cannot have")
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.StartDoctypeDeclHandler = self._element, self._document_type
        self.line = 0
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise self._damaged(error) from None

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si" or name.endswith(":si"):
            self.cells += 1
        elif name == "c" or name.endswith(":c"):
            self.cells += 1
            self.fields += 1
        elif name == "row" or name.endswith(":row"):
            self._row(attributes.get("r", ""))
        elif not _SHEET.search(name):
            self.others += 1
        if self.fields > MOST_FIELDS or self.cells > MOST_CELLS or self.others > MOST_OTHERS:
            limit = said("sheet.workbook_limit", columns=MOST_FIELDS, cells=MOST_CELLS, others=MOST_OTHERS)
            raise self.bounds.refused(limit, self.line or None)

    def _row(self, number: str) -> None:
        before, self.fields = self.line, 0
        self.line = int(number) if number.isdecimal() and len(number) < 10 else before + 1
        if self.line > self.bounds.most:
            raise self.bounds.refused(self.bounds.limit, self.line)
        if self.line <= before:
            raise self._damaged(f"row {self.line} stands below row {before}")

    def _document_type(self, *_: object) -> None:
        raise self._damaged("it declares a document type, in which XML can hide entities")

    def _damaged(self, error: object) -> Refused:
        problem = said("sheet.no_workbook", locked="", error=error)
        return Refused([reading("damaged", self.bounds.name, problem)])
