"""An answer to a question about a plan: its settings, tables and a manifest in a folder, whatever was asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import pyarrow as pa
import tomli_w

from data.base.bounded import read_json, read_toml
from data.base.columns import Column
from data.base.errors import ResultError
from data.base.meant import unknown_table
from engine.results import checksums, stored
from engine.results.folders import CONFIG
from engine.results.views import Shown
from engine.settings.run_config import RunConfig, as_written
from engine.settings.versions import VERSION, completed

if TYPE_CHECKING:
    import pandas as pd


class AnswerKind(NamedTuple):
    """A kind of answer: the file that tells of it, what it is called with its article, its tables as declared, and the
    keys that its manifest must have.
    """

    file: str
    called: str
    declared: Mapping[str, tuple[Column, ...]]
    schemas: Mapping[str, pa.Schema]
    keys: tuple[str, ...] = ("started", "market", "notes", "request")


@dataclass(frozen=True, repr=False)
class AnswerResult(Shown):
    """The plan that was asked about, the tables (Arrow, by name), and the manifest. `path` is its folder."""

    kind: ClassVar[AnswerKind]
    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

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


class Answer(NamedTuple):
    """What was read of one."""

    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]


def write_answer(
    folder: Path, kind: AnswerKind, config: RunConfig, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write settings, tables and manifest into a folder that may have parts already, and the checksums of them all; the
    manifest as it was written.
    """
    written = {
        **manifest,
        "format": stored.FORMAT,
        "settings_version": VERSION,
        "config_digest": config.digest,
        "tables": stored.write_tables(folder, tables, kind.schemas),
    }
    (folder / CONFIG).write_text(tomli_w.dumps(config.settings()), encoding="utf-8")
    (folder / kind.file).write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    checksums.seal(folder)
    return written


def read_answer(folder: Path, kind: AnswerKind, filled: str) -> Answer:
    """Read an answer whose table `filled` must not be empty. Raises `ResultError` when it is not one, or when it is not
    what was written.
    """
    with stored.reading(folder, kind.called):
        manifest = read_json(folder / kind.file)
        settings = read_toml(folder / CONFIG)
        tables = stored.read_tables(folder, manifest["tables"])
        changed = stored.changed(folder, manifest, tables)
        config = as_written(completed(settings, manifest["settings_version"]))
        tables = stored.as_known(tables, kind.declared, kind.schemas)
        stored.require(manifest, *kind.keys, **{filled: tables.get(filled)})
    if changed:
        raise ResultError(f"{folder}: {changed[0]} is not what was written; run it again")
    return Answer(config, tables, manifest)
