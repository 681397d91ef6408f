"""Stewards: what is true."""

from xiaoxiang.stewards.models.appointments import AT_WORK, DECIDERS, KEEPERS, Appointment, Charge, Ending, State, Term
from xiaoxiang.stewards.models.keeping import Grade, Leave
from xiaoxiang.stewards.models.parting import UNDECIDED, Appeal, Dismissal, HandOver, Signature, Step
from xiaoxiang.stewards.models.records import Education, Qualification
from xiaoxiang.stewards.models.thanks import Commendation, Proof, PublishedCase, Service

__all__ = [
    "AT_WORK",
    "DECIDERS",
    "KEEPERS",
    "UNDECIDED",
    "Appeal",
    "Appointment",
    "Charge",
    "Commendation",
    "Dismissal",
    "Education",
    "Ending",
    "Grade",
    "HandOver",
    "Leave",
    "Proof",
    "PublishedCase",
    "Qualification",
    "Service",
    "Signature",
    "State",
    "Step",
    "Term",
]
