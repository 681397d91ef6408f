"""Recruitment: from an empty post to a letter of appointment, each step open to residents."""
