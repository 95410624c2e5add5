"""Vectors of the life of a margin call, and what runs an engine on them: see `README.md` here."""
