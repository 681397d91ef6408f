"""Talent: people with public spirit, what they are good at and offer, and the reserve."""
