"""Sheets of the sizing tools: what a person asks goes in, checked; names and numbers come
out, ready for a table or JSON.
"""
