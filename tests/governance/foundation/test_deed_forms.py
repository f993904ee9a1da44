import pytest

from governance.foundation.deed_forms import DeedForm, OfDraft, OfPublished, OfUnpublished, OfUnwithdrawn
from governance.models import DocumentVersion


def test_what_was_filled_in_is_handed_to_deeds_without_the_version_that_the_page_carries(rf):
    form = DeedForm({"version": "sealed", "reason": "It is due."}, request=rf.get("/"))
    assert form.is_valid()
    assert form.filled_in() == {"reason": "It is due."}
    form.filled_in().pop("reason")
    assert form.cleaned_data["reason"] == "It is due."


@pytest.mark.parametrize(
    ("deed", "states"),
    [
        (OfDraft, ["draft"]),
        (OfPublished, ["published"]),
        (OfUnpublished, ["draft", "withdrawn"]),
        (OfUnwithdrawn, ["draft", "published"]),
    ],
)
def test_a_deed_is_offered_in_the_states_that_it_is_about(rf, deed, states):
    offered = [s for s in ("draft", "published", "withdrawn") if deed.applies(DocumentVersion(state=s), rf.get("/"))]
    assert offered == states
