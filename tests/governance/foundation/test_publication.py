"""Publication: the one function that turns a record's state."""

from itertools import product

import pytest

from governance.foundation.publication import TURNS, State, turn
from governance.models import DocumentVersion
from tests import make
from tests.refusing import refused


@pytest.fixture
def version(db):
    document = make.make_document(make.make_partnership(), "Compact")
    return make.make_document_version(document, state=State.DRAFT)


ALLOWED = {("draft", "published"), ("draft", "withdrawn"), ("published", "withdrawn"), ("withdrawn", "published")}


@pytest.mark.parametrize(("before", "after"), list(product(State.values, State.values)))
def test_a_state_turns_only_as_the_table_says(version, before, after):
    version.state, version.starts = before, make.FIRST
    version.save()
    if (before, after) in ALLOWED:
        assert turn(version, State(after), by=None).state == after
        assert DocumentVersion.objects.get().state == after
    else:
        word = {"draft": "draft", "published": "published", "withdrawn": "withdrawn"}
        with refused(f"Compact, version 1 is {word[before]}, so it cannot become {word[after]}."):
            turn(version, State(after), by=None)


def test_the_table_names_every_state():
    assert set(TURNS) == set(State)


def test_the_moment_of_the_first_publication_stays(version):
    version.starts = make.FIRST
    assert version.published_at is None
    first = turn(version, State.PUBLISHED, by=None).published_at
    assert first is not None
    turn(version, State.WITHDRAWN, by=None)
    assert turn(version, State.PUBLISHED, by=None).published_at == first


def test_queries_tell_published_rows_from_drafts(version):
    assert list(DocumentVersion.objects.drafts()) == [version]
    assert list(DocumentVersion.objects.published()) == []
    version.starts = make.FIRST
    turn(version, State.PUBLISHED, by=None)
    assert list(DocumentVersion.objects.drafts()) == []
    assert list(DocumentVersion.objects.published()) == [version]
    assert (version.is_published, version.is_draft) == (True, False)
