"""A second opinion: series held against those of the program's own market."""
