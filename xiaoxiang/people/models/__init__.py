"""People: who they are, how they sign in, what they hold where and since when, what they consented to."""

from xiaoxiang.people.models.bodies import Body, Notice, Suggestion
from xiaoxiang.people.models.keys import Account, Binding, Device, SignIn
from xiaoxiang.people.models.persons import COMMUNITY, STAFF, Consent, Person, Purpose, Role, RoleHeld
from xiaoxiang.people.models.readings import Line, Reading

__all__ = [
    "COMMUNITY",
    "STAFF",
    "Account",
    "Binding",
    "Body",
    "Consent",
    "Device",
    "Line",
    "Notice",
    "Person",
    "Purpose",
    "Reading",
    "Role",
    "RoleHeld",
    "SignIn",
    "Suggestion",
]
