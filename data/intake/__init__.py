"""A user's own files, on their way to the market table: read, understood, checked, mended where asked, and merged.

`source` (what the user said) -> `reading/` (bytes, rows, names of columns, dates, figures) -> `series_file`, `bills`
(meaning) -> `history` (numbers by day) -> `opinion/` (against the program's own market), `rules/` (findings), `fixes`
-> `carry`, `build` (the table), `record` (where all of it came from). Files of quotes have a room of their own,
`quotes/`. Nothing is guessed: what could be read in two ways is a finding that asks.
"""
