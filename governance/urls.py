"""The governance pages' addresses."""

from django.urls import path, re_path

from governance.views import bodies, documents, organisations, people, structure, terms

app_name = "governance"

BODY = "bodies/<slug:slug>/"
TERMS = r"^bodies/(?P<slug>[-a-zA-Z0-9_]+)/terms-of-reference"
VERSION = r"(?P<version>\d{1,4}(?:\.\d{1,4})?)"
RANGE = r"(?P<older>\d{1,4}(?:\.\d{1,4})?)\.\.(?P<newer>\d{1,4}(?:\.\d{1,4})?)"

urlpatterns = [
    path("structure/", structure.PartnershipsPage.as_view(), name="partnerships"),
    path("structure/<slug:slug>/", structure.StructurePage.as_view(), name="structure"),
    path("structure/<slug:slug>.svg", structure.StructureDrawing.as_view(), name="structure-svg"),
    path("structure/<slug:slug>.pdf", structure.StructurePage.as_view(printed=True), name="structure-pdf"),
    path(BODY, bodies.BodyPage.as_view(), name="body"),
    path(f"{BODY}members/", bodies.MembersPage.as_view(), name="members"),
    path(f"{BODY}history/", bodies.HistoryPage.as_view(), name="history"),
    path(f"{BODY}terms-of-reference/", terms.TermsInForcePage.as_view(), name="terms"),
    path(f"{BODY}terms-of-reference.pdf", terms.TermsInForcePage.as_view(printed=True), name="terms-pdf"),
    re_path(rf"{TERMS}/{VERSION}/$", terms.TermsVersionPage.as_view(), name="terms-version"),
    re_path(rf"{TERMS}/{VERSION}\.pdf$", terms.TermsVersionPage.as_view(printed=True), name="terms-version-pdf"),
    re_path(rf"{TERMS}/{VERSION}/sign-off/$", terms.SignOffPage.as_view(), name="terms-sign-off"),
    re_path(rf"{TERMS}/{RANGE}/$", terms.TermsComparisonPage.as_view(), name="terms-comparison"),
    path("organisations/", organisations.OrganisationsPage.as_view(), name="organisations"),
    path("organisations/<slug:slug>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path("people/<slug:slug>/", people.PersonPage.as_view(), name="person"),
    path("documents/", documents.DocumentsPage.as_view(), name="documents"),
    path("documents/<slug:slug>/", documents.DocumentPage.as_view(), name="document"),
]
