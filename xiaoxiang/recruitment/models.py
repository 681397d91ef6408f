"""Recruitment: what is true."""
