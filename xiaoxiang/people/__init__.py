"""People: persons, accounts, devices, roles, consent, and the vault for sensitive fields."""
