"""`CONTRIBUTING.md` sends nobody to a place that is not there."""

import re

from validation.house import ROOT

PLACE = re.compile(r"`((?:data|strategies|engine|tests|validation|docs)/[\w/]+(?:\.\w+|/)?)`")


def test_every_place_that_is_named_is_there():
    named = PLACE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(named) > 30
    assert [place for place in named if not (ROOT / place).exists()] == []
