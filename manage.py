#!/usr/bin/env python
"""Django's command line for the portal; says in one sentence when the environment is wrong."""

import os
import sys


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from partnership.environment import Misconfigured

    try:
        _ = settings.INSTALLED_APPS
    except Misconfigured as refusal:
        sys.exit(f"The portal cannot start: {refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
