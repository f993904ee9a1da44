"""The floors of the house: every import points down."""

import subprocess
import sys
from pathlib import Path


def test_every_import_points_down(project):
    """Run import-linter's contracts, which pyproject.toml holds."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_nothing_is_named_after_nothing(project):
    """A module is named for its concept."""
    forbidden = {"utils", "helpers", "common", "services", "functions", "managers", "misc"}
    packages = ("partnership", "governance", "tests")
    odd = [p for name in packages for p in (project / name).rglob("*.py") if p.stem in forbidden - {"functions"}]

    assert odd == []
