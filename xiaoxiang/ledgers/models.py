"""Ledgers: what is true."""
