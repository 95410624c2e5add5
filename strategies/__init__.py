"""Decisions: what we choose to do. Imports `data`."""

import mmf_overlay

mmf_overlay.take("data", to=__name__, beside=__path__[0])
