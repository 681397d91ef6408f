"""Phones: what stewards wrote without a network arrives here, once, and every op has a fate. See docs/sync.md."""
