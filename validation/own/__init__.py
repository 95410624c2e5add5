"""Strategies of one's own for pages: files of which nothing else of the project knows."""
