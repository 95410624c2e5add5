"""The second driver: the sessions of an account as one loop over plain records, compiled where numba is there."""
