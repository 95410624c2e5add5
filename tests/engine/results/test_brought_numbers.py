"""Numbers of a plug that are those of numpy: stored as numbers."""

import json

import numpy as np

from engine.results.tables import events_table
from strategies.events.journal import Event


def test_numbers_of_numpy_are_stored_as_numbers():
    numbers = {"count": np.int64(3), "share": np.float32(0.5), "level": np.float64(0.25), "on": np.bool_(True)}
    told = events_table([Event(15_000, "mine", "", "mine", numbers)])["numbers"][0].as_py()
    assert json.loads(told) == {"count": 3.0, "share": 0.5, "level": 0.25, "on": 1.0}
