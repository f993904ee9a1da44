"""A small partnership for the deeds of restructuring: everything in it began on FIRST."""

from types import SimpleNamespace

import pytest

from tests import make


@pytest.fixture
def admin(db):
    return make.an_administrator()


@pytest.fixture
def family(admin):
    """root > board > (theme > action), and forum under board."""
    root = make.make_partnership("root", "Root")
    board = make.make_body("board", "Board", parent=root)
    theme = make.make_body("theme", "Theme", parent=board, kind="thematic-partnership")
    return SimpleNamespace(
        root=root,
        board=board,
        theme=theme,
        action=make.make_body("action", "Action", parent=theme, kind="operational-action-group"),
        forum=make.make_body("forum", "Forum", parent=board, kind="forum"),
    )
