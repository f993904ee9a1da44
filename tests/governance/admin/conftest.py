"""The world of the officers' site, and a browser for each role."""

import pytest

from tests.governance.admin.world import build


@pytest.fixture
def world(db):
    """Two partnerships and everybody."""
    return build()


@pytest.fixture
def officer(world):
    """The officer's browser."""
    return world.client("officer")


@pytest.fixture
def secretary(world):
    """The browser of the secretary of Health."""
    return world.client("secretary")


@pytest.fixture
def administrator(world):
    """The administrator's browser."""
    return world.client("administrator")
