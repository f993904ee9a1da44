"""The PostgreSQL server of the tests: there for one command, gone afterwards."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from partnership.setup.throwaway_postgres import find_programs

pytestmark = pytest.mark.skipif(
    find_programs() is None and not os.environ.get("CI"), reason="PostgreSQL is not installed."
)

PRINT_ADDRESS = "import os; print(os.environ['DATABASE_URL'], flush=True)"
ASK = PRINT_ADDRESS + "; import psycopg2; psycopg2.connect(os.environ['DATABASE_URL']).cursor().execute('select 1')"


def with_postgres(project, code, **facts):
    command = [project / "partnership" / "setup" / "with_postgres", sys.executable, "-c", code]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **facts)


def folder_of(address):
    return Path(unquote(urlsplit(address.strip()).hostname))


def test_a_command_gets_a_server_that_is_gone_afterwards(project):
    run = with_postgres(project, ASK)
    out, err = run.communicate(timeout=60)

    assert (run.returncode, err) == (0, "")
    assert not folder_of(out).exists()


def test_a_failing_command_passes_its_status_on_and_leaves_nothing(project):
    run = with_postgres(project, PRINT_ADDRESS + "; raise SystemExit(7)")
    out, _ = run.communicate(timeout=60)

    assert run.returncode == 7
    assert not folder_of(out).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_leaves_nothing(project, number):
    run = with_postgres(project, PRINT_ADDRESS + "; import time; time.sleep(60)", start_new_session=True)
    folder = folder_of(run.stdout.readline())
    assert folder.exists()

    os.killpg(run.pid, number)
    run.communicate(timeout=30)

    assert run.returncode == 130
    assert not folder.exists()


def test_a_server_does_not_outlive_a_set_up_that_was_killed(project):
    run = with_postgres(project, PRINT_ADDRESS + "; import time; time.sleep(60)", start_new_session=True)
    folder = folder_of(run.stdout.readline())
    server = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    os.killpg(run.pid, signal.SIGKILL)
    run.communicate(timeout=30)

    end = time.monotonic() + 10
    while Path(f"/proc/{server}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{server}").exists()
    subprocess.run(["rm", "-rf", folder], check=True)
