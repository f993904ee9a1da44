"""`make lint`, `make types` and `make deploy-check`: what reads the code instead of running it."""

import os
import secrets
import subprocess
from collections.abc import Mapping, Sequence

from partnership.setup.places import PROJECT, PYTHON, VENV

# A stand-in for a real installation: what `check --deploy` judges.
PRODUCTION = {
    "PORTAL_MODE": "production",
    "ALLOWED_HOSTS": "portal.example.org",
    "BASE_URL": "https://portal.example.org",
    "PORTAL_CONTACT": "portal@example.org",
    "EMAIL_URL": "smtp+tls://portal:password@mail.example.org",
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
    manage = [PYTHON, "manage.py"]
    return _first_fault(
        ("Production settings", [*manage, "check", "--deploy", "--fail-level", "WARNING"]),
        ("Migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        settings={**PRODUCTION, "SECRET_KEY": secrets.token_urlsafe(50)},
    )


def _first_fault(*checks: tuple[str, Sequence[str]], settings: Mapping[str, str] | None = None) -> int:
    """Run all the checks; return the first status that is not nought."""
    status = 0
    environment = {**os.environ, **(settings or {})}
    for name, command in checks:
        print(f"\n{name}", flush=True)
        found = subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
        status = status or found
    return status


def _tool(name: str) -> str:
    """Return a program of the virtual environment."""
    return str(VENV / "bin" / name)
