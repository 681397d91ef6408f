"""Training: courses, sessions, who came, skills gained, and what starts only after it."""
