"""An answer to a question about a plan: its settings, tables and a manifest in a folder, whatever was asked."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa
import tomli_w

from data.base.columns import Column, with_later_columns
from data.base.errors import ResultError
from data.base.meant import unknown_table
from engine.results import checksums, stored
from engine.results.folders import CONFIG
from engine.results.manifest_shapes import require_shape
from engine.results.opened import Opened, read_part
from engine.results.sealed import FORMAT
from engine.results.shapes import Shape
from engine.results.views import Shown
from engine.settings.run_config import RunConfig, as_written
from engine.settings.versions import VERSION, completed

if TYPE_CHECKING:
    import pandas as pd


class AnswerKind(NamedTuple):
    """A kind of answer: the file that tells of it, what it is called with its article, its tables as declared, the
    shape of its manifest, and what says where its tables are not whole (`ValueError`).
    """

    file: str
    called: str
    declared: Mapping[str, tuple[Column, ...]]
    schemas: Mapping[str, pa.Schema]
    shape: Shape
    check: Callable[[Mapping[str, pa.Table], Mapping[str, Any]], None]


@dataclass(frozen=True, repr=False)
class AnswerResult(Shown):
    """The plan that was asked about, the tables (Arrow, by name), and the manifest. `path` is its folder, `sums` the
    checksums of its files by name where it was read from there.
    """

    kind: ClassVar[AnswerKind]
    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None
    sums: Mapping[str, str] = field(default_factory=dict)

    @property
    def request(self) -> dict[str, Any]:
        """What was asked for."""
        asked: dict[str, Any] = self.manifest["request"]
        return asked

    @property
    def names(self) -> list[str]:
        """Names of all tables."""
        return list(self.tables)

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form. Raises `ResultError` for an unknown name."""
        if name not in self.tables:
            raise ResultError(unknown_table(name, self.kind.called, self.names))
        return self.tables[name]

    def frame(self, name: str) -> "pd.DataFrame":
        """A table as a DataFrame. Raises `ResultError` for an unknown name."""
        frame: pd.DataFrame = self.table(name).to_pandas(date_as_object=False)
        return frame

    def parts_of(self, name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Columns of a table that stands in parts, in a folder of its name, part by part. Raises `ResultError` for one
        that is not what was written.
        """
        schema = pa.schema([self.kind.schemas[name].field(column) for column in columns])
        declared = tuple(one for one in self.kind.declared[name] if one.name in columns)
        for place in self._places(name):
            with stored.reading(self.path or Path(), self.kind.called):
                table = read_part(self.path or Path(), place, self.sums.get(place))
                known = with_later_columns(
                    table.select([one for one in columns if one in table.column_names]), declared
                )
                part = known.select(columns).cast(schema)
            yield part

    def _places(self, name: str) -> list[str]:
        """Names of the files of a table in parts, in their order: those that were sealed, where that is known."""
        found = [f"{name}/{file.name}" for file in (self.path / name).glob("*")] if self.path else []
        return sorted(one for one in self.sums or found if fnmatch(one, f"{name}/part-*.parquet"))


class Answer(NamedTuple):
    """What was read of one."""

    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path
    sums: Mapping[str, str]


def write_answer(
    folder: Path, kind: AnswerKind, config: RunConfig, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write settings, tables and manifest into a folder that may have parts already, and the checksums of them all; the
    manifest as it was written.
    """
    written = {
        **manifest,
        "format": FORMAT,
        "settings_version": VERSION,
        "config_digest": config.digest,
        "tables": stored.write_tables(folder, tables, kind.schemas),
    }
    (folder / CONFIG).write_text(tomli_w.dumps(config.settings()), encoding="utf-8")
    (folder / kind.file).write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    checksums.seal(folder, kind.file)
    return written


def read_answer(folder: Path, kind: AnswerKind, filled: str) -> Answer:
    """Read an answer whose table `filled` must not be empty. Raises `ResultError` when it is not one, or when it is not
    what was written.
    """
    with stored.reading(folder, kind.called):
        found = Opened(folder, kind.file)
        manifest, settings, tables = found.manifest, found.toml(CONFIG), found.tables()
        found.require_unchanged()
        require_shape(manifest, kind.shape)
        config = as_written(completed(settings, manifest["settings_version"]))
        tables = stored.as_known(tables, kind.declared, kind.schemas)
        stored.require_filled(filled, tables)
        kind.check(tables, manifest)
    return Answer(config, tables, manifest, folder, found.sums)
