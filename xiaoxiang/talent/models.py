"""Talent: what is true."""
