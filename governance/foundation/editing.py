"""Editing: the admin site, narrowed by appointments."""

from django.contrib.admin import AdminSite


class PortalAdminSite(AdminSite):
    """The admin site that officers use."""
