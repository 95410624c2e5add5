"""Downloads of public series: what can be fetched, and how; reading the files into
tables is the work of `data/intake`.
"""
