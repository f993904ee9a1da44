"""What gets in the way of the set-up is told in one sentence that says what to do."""

import socket
import subprocess
import sys

import pytest

from partnership.setup import commands, python_packages, registries, serving, system_packages, terminal
from partnership.setup.places import LOCK
from partnership.setup.terminal import Failed, Stop


@pytest.fixture
def busy_port(monkeypatch):
    """A port that somebody listens on, chosen by PORT."""
    with socket.socket() as listener:
        listener.bind((serving.HOST, 0))
        listener.listen()
        monkeypatch.setenv("PORT", str(listener.getsockname()[1]))
        yield listener.getsockname()[1]


def is_one_sentence(text):
    return text.count("\n") == 0 and text.endswith(".")


def test_a_busy_port_names_another(busy_port):
    with pytest.raises(Stop, match=f"Port {busy_port} is in use: .*PORT=8001") as stop:
        serving.refuse_busy_port()
    assert is_one_sentence(str(stop.value))


def test_make_run_says_so_and_installs_nothing(busy_port, monkeypatch, capsys):
    monkeypatch.setattr(commands, "prepare_to_run", lambda: pytest.fail("installed before looking at the port"))

    assert commands.main(["run"]) == 1
    assert is_one_sentence(capsys.readouterr().err.strip())


@pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "８０００"])
def test_a_port_is_a_port(port, monkeypatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Stop, match="PORT must be a number"):
        serving.port()


@pytest.mark.parametrize(
    "output",
    [
        "NewConnectionError: Failed to establish a new connection: [Errno -2] Name or service not known",
        "npm error code ENOTFOUND",
        "Temporary failure resolving 'deb.debian.org'",
    ],
)
def test_an_unreachable_registry_is_told_from_other_faults(output, capsys):
    stop = registries.explain(Failed(["pip"], output), what="registry of Python packages", setting="PIP_INDEX_URL")

    assert "cannot be reached" in str(stop)
    assert "PIP_INDEX_URL" in str(stop)
    assert is_one_sentence(str(stop))
    assert capsys.readouterr().err == ""


def test_another_fault_shows_what_the_program_said(capsys):
    stop = registries.explain(Failed(["pip"], "hash mismatch"), what="registry", setting="X")

    assert "shown above" in str(stop)
    assert "hash mismatch" in capsys.readouterr().err


def test_a_missing_library_is_named_to_who_may_not_install_it(monkeypatch):
    monkeypatch.setattr(system_packages, "_apt_get", lambda: None)
    missing = system_packages.SystemPackage("libpango-1.0-0", lambda: False)

    with pytest.raises(Stop, match="apt-get install libpango-1.0-0") as stop:
        system_packages.need([missing], purpose="Printing")
    assert is_one_sentence(str(stop.value))


def test_a_missing_library_is_installed_where_the_user_may(monkeypatch):
    ran = []
    monkeypatch.setattr(system_packages, "_apt_get", lambda: ["apt-get"])
    monkeypatch.setattr(system_packages, "run_step", lambda words, command, **facts: ran.append(command))
    missing = system_packages.SystemPackage("libpango-1.0-0", lambda: False)
    present = system_packages.SystemPackage("fonts-liberation2", lambda: True)

    system_packages.need([missing, present], purpose="Printing")

    assert ran[-1][-1] == "libpango-1.0-0"
    assert "fonts-liberation2" not in ran[-1]


def test_a_library_that_is_not_there_is_noticed():
    assert system_packages.has_library("no-such-thing", "libno-such-thing.so.0") is False


def test_a_program_that_fails_keeps_what_it_said(capsys):
    with pytest.raises(Failed) as failed:
        terminal.run_step("Trying", [sys.executable, "-c", "print('why'); raise SystemExit(3)"])

    assert failed.value.output == "why\n"
    assert "failed after" in capsys.readouterr().out


def test_the_lock_file_pins_every_package_with_a_hash_and_names_no_registry():
    lock = LOCK.read_text()

    assert set(python_packages.read_parts(lock)) == set(python_packages.PARTS)
    assert "http" not in lock
    entries = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    assert all("==" in line and line.endswith("\\") for line in entries)


def test_an_unknown_command_lists_the_known_ones(capsys):
    assert commands.main(["fly"]) == 2
    assert "Serve the example partnerships" in capsys.readouterr().out


def test_nonsense_in_the_environment_stops_the_start_in_one_line(project):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "BRAND_COLOUR": "teal"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The portal cannot start: BRAND_COLOUR must be a colour")
    assert done.stderr.count("\n") == 1
