"""Decisions: what we choose to do. Imports `data`."""
