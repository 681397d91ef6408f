"""Quota: how many stewards each community needs, by a formula that a resident can redo by hand."""
