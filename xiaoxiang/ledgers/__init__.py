"""Ledgers: the books that build themselves from the work, on the screen and as Excel."""
