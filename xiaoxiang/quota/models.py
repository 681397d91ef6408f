"""Quota: what is true."""
