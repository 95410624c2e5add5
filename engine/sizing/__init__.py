"""Sheets of the survival tools: what a person asks goes in, checked; names and numbers come
out, ready for a table or JSON.
"""
