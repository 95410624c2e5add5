"""Several accounts of one owner: run side by side, with money moved between them, and told as one."""
