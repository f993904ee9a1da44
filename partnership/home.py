"""The front page."""

from django.views.generic import TemplateView


class HomePage(TemplateView):
    """Where a visitor arrives."""

    http_method_names = ["get", "head", "options"]
    template_name = "partnership/home.html"
