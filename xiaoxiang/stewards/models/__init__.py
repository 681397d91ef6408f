"""Stewards: what is true."""

from xiaoxiang.stewards.models.appointments import Appointment, Charge, Ending, State, Term
from xiaoxiang.stewards.models.records import Education, Qualification

__all__ = [
    "Appointment",
    "Charge",
    "Education",
    "Ending",
    "Qualification",
    "State",
    "Term",
]
