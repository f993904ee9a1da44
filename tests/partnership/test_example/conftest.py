"""The example as it is loaded, once for all tests of this folder."""

import pytest
from django.db import transaction

from partnership.example.loading import load
from partnership.example.reading import tellings
from tests import make


@pytest.fixture(scope="package")
def loaded(django_db_setup, django_db_blocker):
    """Return the partnerships loaded, in a transaction that is given up when the folder is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(tellings(), printer=make.plain_pdf)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def standing(loaded, db):
    """Give every test here the example, and take back what the test itself does."""
