"""Pages about people: the register at the desk, one's own page, the steward's phone, the demo's keys."""
