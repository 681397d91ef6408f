"""Disclosure: what residents may read, the journal and its signed heads among it."""
