"""Verbs about documents and who signs them."""

from governance.documents import documenting
from governance.foundation.deeds import write
from governance.models import Document
from partnership.example import finding
from partnership.example.finding import NotThereError
from partnership.example.prose import prose
from partnership.example.verbs.scene import Scene


def publish(scene: Scene, slug: str, *, body: str, kind: str, title: str, text: str, adopted_at: str = "") -> None:
    """A document of a body appears, in its first version."""
    document = Document(slug=slug, body=finding.body(body), kind=kind, title=title)
    write(document, by=scene.by, why=scene.reason)
    version = documenting.draft_version(document, by=scene.by, reason=scene.reason)
    version.text, version.dates_as_said = prose(text), scene.dates_as_said
    write(version, by=scene.by, why=scene.reason)
    documenting.publish_version(version, adopted_at=adopted_at, **scene.deed)


def ask_to_sign(scene: Scene, slug: str, *, organisations: list[str]) -> None:
    """Partners are asked to sign a document."""
    document = finding.document(slug)
    for organisation in map(finding.organisation, organisations):
        documenting.ask_to_sign(document, organisation, on=scene.on, by=scene.by)


def sign(scene: Scene, slug: str, *, organisations: list[str]) -> None:
    """Partners sign a document that they were asked to sign."""
    signatories = finding.document(slug).signatories
    for organisation in map(finding.organisation, organisations):
        signatory = signatories.filter(organisation=organisation).first()
        if signatory is None:
            raise NotThereError(f"{organisation} was not asked to sign “{slug}”.")
        documenting.record_signature(signatory, **scene.deed)
