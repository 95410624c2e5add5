"""Sockets: what can be plugged in by name, ours and what other packages and files bring."""
