"""What every test shares: little. The cast and the makers live in their own modules."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import override_settings
from hypothesis import HealthCheck, settings

from tests.browser import chromium
from tests.cast import cast  # noqa: F401  # the fixture, known to every test

settings.register_profile("local", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# Browser tests drive Chromium from the thread that also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory):
    """Hash passwords fast, name static files plainly, and keep private files in a folder of the test run."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Through Django's own override, which also renews the storages that were opened while it loaded.
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("private"),
        STORAGES={**django_settings.STORAGES, "staticfiles": plain},
    ):
        yield


@pytest.fixture(autouse=True)
def clean_cache():
    """Give each test an empty cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def chrome():
    """One browser for a module; its pages are the tests' own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the project."""
    return django_settings.BASE_DIR
