"""Matters: what somebody saw in an alley, and how far it has gone."""
