"""Quotes of options as the market had them: whole chains, read, checked and looked up."""
