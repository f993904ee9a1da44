"""Public forms look like GOV.UK; the officers' site keeps its own look."""

import re

from django import forms
from django.apps import apps


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As on the <b>roll</b>.")
    notes = forms.CharField(widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(choices=[("a", "Board"), ("b", "Forum")])
    day = forms.ChoiceField(choices=[("m", "Monday"), ("t", "Tuesday")], widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(choices=[("m", "Monday")], widget=forms.CheckboxSelectMultiple)
    agree = forms.BooleanField(label="I agree", help_text="You may change your mind.")
    secret = forms.CharField(widget=forms.HiddenInput, initial="s")


def test_each_kind_of_field_gets_its_own_classes():
    page = str(Everything())

    for name in ("input", "textarea", "select", "radios__input", "checkboxes__input", "label", "hint", "fieldset"):
        assert f"govuk-{name}" in page
    assert page.count('type="hidden"') == 1
    assert "govuk-error-summary" not in page


def test_a_hint_is_tied_to_its_field():
    page = str(Everything())

    assert 'aria-describedby="id_name_helptext"' in page
    assert 'id="id_name_helptext"' in page


def test_errors_are_summed_up_and_tied_to_their_fields():
    page = str(Everything({}))

    assert "There is a problem" in page
    assert 'href="#id_name"' in page
    assert "govuk-form-group--error" in page
    assert "govuk-input--error" in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page


def test_a_link_in_the_summary_leads_to_the_first_of_a_group():
    page = str(Everything({}))

    assert 'href="#id_day_0"' in page
    assert 'id="id_day_0"' in page


def test_what_a_visitor_typed_is_escaped():
    assert "<script>" not in str(Everything({"name": "<script>", "kind": "<script>"}))


def test_the_officers_site_keeps_its_own_look(client, cast):
    client.force_login(cast.officer)
    page = client.get("/admin/governance/person/add/")

    assert page.status_code == 200
    assert "vTextField" in page.text
    assert "govuk-" not in page.text


def test_no_field_speaks_to_officers_of_the_list_of_requirements():
    fields = [
        field
        for app in ("governance", "priorities", "meetings")
        for model in apps.get_app_config(app).get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
    ]
    texts = {f"{field.verbose_name} {field.help_text}" for field in fields}

    assert len(texts) > 200
    assert [text for text in texts if re.search(r"\bitems? \d", text)] == []
