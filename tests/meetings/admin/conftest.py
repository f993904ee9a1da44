"""The world of the officers' site, and a browser for each role, as for the records of governance."""

from tests.governance.admin.conftest import administrator, officer, secretary, world  # noqa: F401 - fixtures
