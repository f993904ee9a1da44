"""Governance records: one concept a file."""

from governance.models.appointments import Appointment
from governance.models.bodies import Body, FormerSlug, IndexDay
from governance.models.composition import CompositionCategory, CompositionRule
from governance.models.documents import Document, DocumentVersion, Signatory
from governance.models.kinds import BodyKind
from governance.models.links import Link
from governance.models.memberships import Membership, Substitution
from governance.models.organisations import Organisation, OrganisationName, Sector
from governance.models.people import Grade, Person
from governance.models.periods import BodyPeriod
from governance.models.seats import Seat
from governance.models.successions import Function, Succession
from governance.models.terms import SignedPdf, TermsOfReference, TermsSection

__all__ = [
    "Appointment",
    "Body",
    "BodyKind",
    "BodyPeriod",
    "CompositionCategory",
    "CompositionRule",
    "Document",
    "DocumentVersion",
    "FormerSlug",
    "Function",
    "Grade",
    "IndexDay",
    "Link",
    "Membership",
    "Organisation",
    "OrganisationName",
    "Person",
    "Seat",
    "Sector",
    "Signatory",
    "SignedPdf",
    "Substitution",
    "Succession",
    "TermsOfReference",
    "TermsSection",
]
