"""Stewards: what is true."""
