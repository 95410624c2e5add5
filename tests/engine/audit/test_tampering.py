"""Tables that tell of a broken rule are seen by whoever works them through, and the run's own are not taken for it."""

from dataclasses import replace

import pytest

from tests.engine.audit.rederivation import rederive
from tests.engine.audit.tampering import TAMPERINGS
from tests.engine.audit.tampering_rest import TAMPERINGS_OF_THE_REST


@pytest.mark.parametrize(("pattern", "code", "standing", "tamper"), [*TAMPERINGS, *TAMPERINGS_OF_THE_REST])
def test_a_broken_rule_is_seen(short_runs, tmp_path, pattern, code, standing, tamper):
    run = short_runs(pattern)
    honest = rederive(run.save(tmp_path / "honest").path)[code]
    tampered = rederive(replace(run, tables=tamper(run.tables)).save(tmp_path / "tampered").path)[code]
    assert honest.standing != standing
    assert tampered.standing == standing
    assert tampered.sessions > 0 or code == "carry"
