"""Checks of what somebody brings, with sentences for what is not sound."""
