"""The officers' site: an admin for each kind of record."""

from django.contrib import admin

from governance.admin.accounts import AccountAdmin, User
from governance.admin.appointments import AppointmentAdmin
from governance.admin.bodies import BodyAdmin
from governance.admin.composition import CompositionRuleAdmin
from governance.admin.documents import DocumentAdmin
from governance.admin.kinds import BodyKindAdmin
from governance.admin.links import LinkAdmin
from governance.admin.memberships import MembershipAdmin
from governance.admin.organisations import OrganisationAdmin
from governance.admin.people import PersonAdmin
from governance.admin.seats import SeatAdmin
from governance.admin.terms import TermsAdmin
from governance.models import (
    Appointment,
    Body,
    BodyKind,
    CompositionRule,
    Document,
    Link,
    Membership,
    Organisation,
    Person,
    Seat,
    TermsOfReference,
)

# The index and the side bar show them in this order.
admin.site.register(Body, BodyAdmin)
admin.site.register(Seat, SeatAdmin)
admin.site.register(Membership, MembershipAdmin)
admin.site.register(CompositionRule, CompositionRuleAdmin)
admin.site.register(Link, LinkAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(Organisation, OrganisationAdmin)
admin.site.register(TermsOfReference, TermsAdmin)
admin.site.register(Document, DocumentAdmin)
admin.site.register(BodyKind, BodyKindAdmin)
admin.site.register(Appointment, AppointmentAdmin)
admin.site.register(User, AccountAdmin)
