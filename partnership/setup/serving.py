"""`make run` and `make dev`: start a server, say where it is and who can sign in."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from partnership.setup.orphans import ends_with_parent
from partnership.setup.places import PROJECT, PYTHON
from partnership.setup.terminal import Stop

HOST = "127.0.0.1"
ACCOUNTS = ("officer", "secretary", "chair", "member")
# Sends the mail to followers; printed at the terminal unless EMAIL_URL names a mail server.
WORKER = [PYTHON, "manage.py", "db_worker", "--no-reload"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
# No 0 and O, 1 and l: the passwords are read from a screen and typed.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def port() -> int:
    """Return the port that PORT chooses."""
    value = os.environ.get("PORT") or "8000"
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise Stop(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


def refuse_busy_port() -> None:
    """Stop with a sentence where the port cannot be listened on."""
    number = port()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, number))
            attempt.listen()
        except PermissionError:
            raise Stop(
                f"Port {number} is kept for the administrator: choose one above 1023, as in `make run PORT=8001`."
            ) from None
        except OSError:
            raise Stop(
                f"Port {number} is in use: stop what uses it, or choose another, as in `make run PORT=8001`."
            ) from None


def serve_example() -> int:
    """Prepare the example, serve it until Ctrl-C, and say where it is once it answers."""
    settings = {**os.environ, "EXAMPLE_DATA": "yes", "BASE_URL": os.environ.get("BASE_URL", _address())}
    passwords = _passwords()
    _manage(["prepare_example"], settings, given=json.dumps(passwords))
    refuse_busy_port()
    server = _start([PYTHON, "-m", "partnership.server", HOST, str(port())], settings)
    worker = _start(WORKER, settings)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _wait_until_it_answers(server)
        _announce(passwords)
        return server.wait()
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        _end(server)
        _end(worker)


def serve_while_editing() -> int:
    """Serve with Django's reloading server and its debug pages."""
    settings = {"DEBUG": "yes", "EXAMPLE_DATA": "yes", **os.environ, "BASE_URL": _address()}
    passwords = _passwords()
    _manage(["prepare_example", "--no-static"], settings, given=json.dumps(passwords))
    worker = _start(WORKER, settings)
    _announce(passwords)
    try:
        return subprocess.run(
            [PYTHON, "manage.py", "runserver", f"{HOST}:{port()}"], cwd=PROJECT, env=settings, check=False
        ).returncode
    finally:
        _end(worker)


def _start(command: list[str], settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a program that ends with the set-up."""
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env=settings,
        # Ctrl-C reaches the set-up alone, which then asks each program to finish: a server that is
        # signalled twice may hang.
        start_new_session=True,
        preexec_fn=ends_with_parent(signal.SIGTERM),  # noqa: PLW1509  the set-up has one thread
    )


def _manage(arguments: list[str], settings: dict[str, str], *, given: str) -> None:
    """Run a management command at the terminal; its own words explain a failure."""
    done = subprocess.run(
        [PYTHON, "manage.py", *arguments], cwd=PROJECT, env=settings, input=given, text=True, check=False
    )
    if done.returncode:
        raise Stop(f"`manage.py {arguments[0]}` could not finish, for the reason shown above.")


def _passwords() -> dict[str, str]:
    """Return a password for each example account: EXAMPLE_PASSWORD, or one made now for each."""
    chosen = os.environ.get("EXAMPLE_PASSWORD")
    return {account: chosen or _new_password() for account in ACCOUNTS}


def _new_password() -> str:
    """Return four groups of four letters and digits: nearly 80 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _address() -> str:
    """Return where the portal is served."""
    return f"http://{HOST}:{port()}"


def _wait_until_it_answers(server: "subprocess.Popen[bytes]") -> None:
    """Return when the front page answers."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise Stop("The server stopped while it was starting, for the reason shown above.")
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(_address(), timeout=SECONDS_TO_STOP):
                return
        except urllib.error.HTTPError as answer:
            raise Stop(f"The front page answered with an error ({answer.code}), for the reason shown above.") from None
        except OSError:
            time.sleep(0.05)
    raise Stop(f"The server did not answer within {SECONDS_TO_START} seconds.")


def _announce(passwords: dict[str, str]) -> None:
    """Print the address and the accounts."""
    width = max(map(len, passwords))
    print(f"\nThe portal is at {_address()}/\n\nSign in at {_address()}/sign-in/ as")
    print(*(f"  {account:{width}}  {password}" for account, password in passwords.items()), sep="\n")
    print("\nCtrl-C stops it.\n", flush=True)


def _interrupt(number: int, frame: object) -> None:
    """Treat a polite request to end like Ctrl-C."""
    raise KeyboardInterrupt


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Ask the server to finish its requests and stop; insist after a while."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            print("The server did not stop in time and was ended.", file=sys.stderr)
            server.kill()
            server.wait()
