"""Stewards: appointed for a term, kept, thanked, or let go, and what each gained and gave."""
