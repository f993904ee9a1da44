"""Every command of the set-up by name, and how its refusals reach the person who gave it."""

import os
import sys

from partnership.setup import checking, front_end, lock, python_packages, serving, system_packages, testing
from partnership.setup.terminal import Failed, Stop, show_tail


def prepare_to_run() -> None:
    """Have everything that the portal needs to serve."""
    system_packages.need(system_packages.TO_PRINT, purpose="Printing terms of reference as PDF")
    python_packages.install(python_packages.RUNTIME)
    front_end.build()


def prepare_to_test() -> None:
    """Have everything that the tests need; in CI that includes PostgreSQL and Chromium."""
    if os.environ.get("CI"):
        system_packages.need(system_packages.TO_TEST_EVERYTHING, purpose="Testing everything")
    system_packages.need(system_packages.TO_PRINT, purpose="Printing terms of reference as PDF")
    python_packages.install(python_packages.RUNTIME, python_packages.DEVELOPMENT)
    front_end.install_packages(with_development=True)
    front_end.build()


def run(arguments: list[str]) -> int:
    """Serve the example partnerships with the production server."""
    serving.refuse_busy_port()
    prepare_to_run()
    return serving.serve_example()


def dev(arguments: list[str]) -> int:
    """Serve with a server that reloads when a file changes."""
    serving.refuse_busy_port()
    prepare_to_test()
    return serving.serve_while_editing()


def test(arguments: list[str]) -> int:
    """Run every test on SQLite, then on PostgreSQL."""
    prepare_to_test()
    return testing.run_on_both(arguments)


def lint(arguments: list[str]) -> int:
    """Read the code and the templates for faults."""
    prepare_to_test()
    return checking.lint()


def types(arguments: list[str]) -> int:
    """Check the types."""
    prepare_to_test()
    return checking.types()


def deploy_check(arguments: list[str]) -> int:
    """Check the production settings, and that no migration is missing."""
    prepare_to_test()
    return checking.deployment()


def bench(arguments: list[str]) -> int:
    """Measure speed and print the ratios."""
    prepare_to_test()
    return testing.bench(arguments)


def prepare(arguments: list[str]) -> int:
    """Install everything and start nothing."""
    prepare_to_test()
    return 0


def relock(arguments: list[str]) -> int:
    """Pin the newest versions that pyproject.toml allows."""
    lock.refresh()
    return 0


COMMANDS = {
    "run": run,
    "dev": dev,
    "test": test,
    "lint": lint,
    "types": types,
    "deploy-check": deploy_check,
    "bench": bench,
    "prepare": prepare,
    "lock": relock,
}


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; return the exit status."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(*(f"{name:14}{function.__doc__}" for name, function in COMMANDS.items()), sep="\n")
        return 2
    try:
        return command(arguments[1:])
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
    except Failed as failure:
        show_tail(failure.output)
        print(f"\n{failure}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1
