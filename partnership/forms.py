"""Public forms in the GOV.UK look.

``{{ form }}`` in any public template gives labels, hints, errors and inputs as the design system
writes them. The officers' site renders its own fields and never meets these templates.
"""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Django's own form rendering with two GOV.UK templates."""

    form_template_name = "django/forms/govuk_form.html"
    field_template_name = "django/forms/govuk_field.html"
