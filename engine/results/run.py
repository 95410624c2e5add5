"""Run folders: written whole or not at all, never over another one, and read back with their hashes checked."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import tomli_w

from data.base.arrow import to_array
from data.base.days import Day, day_of
from data.base.errors import ResultError
from data.base.meant import unknown_table
from data.signals.own_labels import OwnLabels, own_labels_of
from engine.account.profiles import AccountProfile
from engine.analysis.investor import investor_tables
from engine.analysis.metrics import metrics
from engine.results import checksums, first_version, stored
from engine.results.earlier_rules import in_todays_form
from engine.results.folders import CONFIG, MANIFEST
from engine.results.manifest_shapes import RUN, require_shape
from engine.results.opened import Opened
from engine.results.schemas import SCHEMAS, TABLES
from engine.results.sealed import FORMAT, ChangedError
from engine.results.session_days import require_days
from engine.results.trials import Trial, known_by, record, trial_of, write_looked
from engine.results.views import Shown
from engine.settings.run_config import RunConfig, as_written
from engine.settings.versions import VERSION, completed

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class RunResult(Shown):
    """A run: its settings, its tables (Arrow, by name), and its manifest. `path` is its folder once it has one."""

    config: RunConfig
    tables: dict[str, pa.Table]
    manifest: dict[str, Any]
    path: Path | None = None

    @property
    def metrics(self) -> dict[str, float | None]:
        """Headline figures by name, in the units of `docs/metrics.md`; None where one is not defined."""
        figures: dict[str, float | None] = self.manifest["metrics"]
        return figures

    @property
    def hypothetical_until(self) -> str | None:
        """Day before which nothing of the run could have been held, ISO; None where it began later."""
        told: str | None = self.manifest.get("hypothetical_until")
        return told

    @property
    def shipped_market(self) -> str:
        """Name of the program's market it was made on; empty where it was made on another or does not say."""
        return str(self.manifest["market"].get("shipped", ""))

    @property
    def own(self) -> dict[str, Any]:
        """What its manifest tells of a strategy of one's own; empty of a pattern's."""
        told: dict[str, Any] = self.manifest.get("own", {})
        return told

    @property
    def own_labels(self) -> OwnLabels | None:
        """The labels of its `regimes.file`; None where it has none."""
        told: list[tuple[str, str]] | None = self.manifest.get("own_labels")
        return None if told is None else own_labels_of(told)

    @property
    def profile(self) -> AccountProfile:
        """How its broker treated it: the profile of its first session, with what the settings override."""
        return AccountProfile(**self.manifest["terms"]["profile"])

    @property
    def profiles(self) -> list[tuple[Day, AccountProfile]]:
        """The same through the run: the day from which each holds, and the profile."""
        later = self.manifest["terms"].get("later", ())
        first = int(to_array(self.tables["equity"]["date"])[0])
        return [
            (first, self.profile),
            *((day_of(date.fromisoformat(day)), AccountProfile(**one)) for day, one in later),
        ]

    def profile_on(self, day: Day) -> AccountProfile:
        """The profile that held on a day, that of the first session before it."""
        return [self.profile, *(one for since, one in self.profiles if since <= day)][-1]

    @property
    def currency(self) -> str:
        """The currency in which results are told: the investor's."""
        return self.config.investor.currency or self.config.capital.currency

    @property
    def opening(self) -> float:
        """Opening capital, account currency > 0: the first posting of the books."""
        return float(self.tables["ledger"]["amount"][0].as_py())

    @property
    def investor_opening(self) -> float:
        """The same in the currency in which results are told: equity of the first session, on
        which nothing is earned yet.
        """
        return float(investor_tables(self.tables)["equity"]["equity"][0].as_py())

    @property
    def trial(self) -> Trial:
        """The plan on its market, as the ledger of trials knows it."""
        market = str(self.manifest["market"]["content_sha256"])
        known = known_by(self.config.digest, self.manifest.get("inputs", {}))
        return trial_of(known, market, self.config.kind_called, self.tables)

    def frame(self, table: str) -> "pd.DataFrame":
        """A table as a DataFrame with its dates as index, rows by number where it has none (`verdicts`). Raises
        `ResultError` for an unknown name.
        """
        import pandas as pd  # noqa: PLC0415  (a third of a second that the command line does without)

        frame: pd.DataFrame = self.table(table).to_pandas(date_as_object=False)
        if "date" not in frame:
            return frame
        return frame.set_index(pd.DatetimeIndex(frame.pop("date"), name="date"))

    def table(self, name: str) -> pa.Table:
        """A table in Arrow form. Raises `ResultError` for an unknown name."""
        if name not in self.tables:
            raise ResultError(unknown_table(name, "a run", self.tables))
        return self.tables[name]

    @property
    def equity(self) -> "pd.DataFrame":
        """The account by session. Raises `ResultError` as `frame` does."""
        return self.frame("equity")

    @property
    def ledger(self) -> "pd.DataFrame":
        """Every posting, a gain of the account positive. Raises `ResultError` as `frame` does."""
        return self.frame("ledger")

    def save(self, folder: Path | str = "results") -> "RunResult":
        """Write the run into a new folder below `folder`, and its trial into the ledger there; returns the result with
        its path. Raises `ResultError` where it cannot be written.
        """
        path = write_looked(Path(folder), self._name(), lambda temporary: write_run(self, temporary))
        record(folder, [self.trial], "run", path.name)
        return RunResult(self.config, self.tables, Opened(path, MANIFEST).manifest, path)

    def _name(self) -> str:
        stamp = self.manifest["started"][:19].replace("-", "").replace(":", "")
        called = re.sub(r"[^\w.+-]", "_", self.config.kind_called)
        return f"{stamp}-{called}-{self.config.digest[:6]}"


def load_run(path: Path | str) -> RunResult:
    """Read a run folder of this or an earlier version. Raises `ResultError` when it is not one,
    or when it is not what was written.

    A setting that came after the run means what was done when it was made; a column that came later has the value it
    had then.
    """
    folder = Path(path)
    with stored.reading(folder, "a run folder", "a run"):
        found = Opened(folder, MANIFEST)
        manifest, settings, tables = found.manifest, found.toml(CONFIG), found.tables()
        found.require_unchanged()
        require_shape(manifest, RUN)
        if "settings_version" not in manifest and first_version.settings_digest(settings) != manifest["config_digest"]:
            raise ChangedError(CONFIG)
        config = as_written(completed(settings, manifest.get("settings_version", 1)))
        tables = stored.as_known(in_todays_form(tables), TABLES, SCHEMAS)
        for name in ("equity", "ledger"):
            stored.require_filled(name, tables)
        require_days(tables)
        if found.format < FORMAT:
            manifest["metrics"] = first_version.figures_today(manifest["metrics"], metrics(tables))
    return RunResult(config, tables, manifest, folder)


def write_run(result: RunResult, folder: Path) -> None:
    """Write settings, tables and manifest in today's form into a folder, and their checksums."""
    today = {
        "format": FORMAT,
        "settings_version": VERSION,
        "config_digest": result.config.digest,
        "tables": stored.write_tables(folder, result.tables, SCHEMAS, result.hypothetical_until),
    }
    (folder / CONFIG).write_text(tomli_w.dumps(result.config.settings()), encoding="utf-8")
    (folder / MANIFEST).write_text(json.dumps({**result.manifest, **today}, indent=2) + "\n", encoding="utf-8")
    checksums.seal(folder, MANIFEST)
