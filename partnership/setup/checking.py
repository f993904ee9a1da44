"""`make lint`, `make types` and `make deploy-check`: what reads the code instead of running it."""

import os
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

from partnership.setup.places import PROJECT, PYTHON, VENV

# A stand-in for a real installation: what `check --deploy` judges.
PRODUCTION = {
    "PORTAL_MODE": "production",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "PORTAL_CONTACT": "portal@example.org",
    "DEBUG": "no",
    "TRUSTED_PROXIES": "1",
}


def lint() -> int:
    """Run every linter, the later ones too when an earlier one finds something."""
    templates = [str(file.relative_to(PROJECT)) for file in sorted((PROJECT / "templates").rglob("*.html"))]
    return _first_fault(
        ("Python, faults", [_tool("ruff"), "check", "."]),
        ("Python, layout", [_tool("ruff"), "format", "--check", "."]),
        ("Templates, layout", [_tool("djade"), "--check", "--target-version", "5.2", *templates]),
        ("Templates, faults", [_tool("djlint"), "--lint", "--quiet", "templates"]),
        ("Floors", [_tool("lint-imports"), "--no-cache"]),
    )


def types() -> int:
    """Check the types with Django's own known."""
    return _first_fault(("Types", [_tool("mypy")]))


def deployment() -> int:
    """Judge the production settings, and compare the models with the migrations."""
    settings = {**PRODUCTION, "SECRET_KEY": secrets.token_urlsafe(50)}
    manage = [PYTHON, "manage.py"]
    return _first_fault(
        ("Production settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"], settings),
        ("Migrations", [*manage, "makemigrations", "--check", "--dry-run"], {}),
    )


def _first_fault(*checks: tuple[str, Sequence[str | Path]] | tuple[str, Sequence[str | Path], dict[str, str]]) -> int:
    """Run all the checks; return the first status that is not nought."""
    status = 0
    for name, command, *settings in checks:
        print(f"\n{name}", flush=True)
        environment = {**os.environ, **(settings[0] if settings else {})}
        status = status or subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
    return status


def _tool(name: str) -> Path:
    """Return a program of the virtual environment."""
    return VENV / "bin" / name
