"""Held against the outside world: slow comparisons whose tables stand in `docs/`. Run by `make validate`."""
