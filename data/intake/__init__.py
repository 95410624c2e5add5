"""A user's own files, on their way to the market table: read, understood, checked, mended where asked, and merged.

`source` (what the user said) -> `head`, `sheet` (bytes, rows) -> `names`, `shapes`, `dates`, `figures`, `bills` (meaning) ->
`history` (numbers by day) -> `opinions` (against the program's own market), `rules` (findings), `fixes` -> `carry`, `build` (the table), `record` (where all of it came from).
Nothing is guessed: what could be read in two ways is a finding that asks.
"""
