"""Eight processes at once, on a real database of their own: nothing is lost, nothing breaks, one takes the seat."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.governance.crowd import OPERATIONS, PROCESSES, ROUNDS

SECONDS = 900


@pytest.fixture
def address(tmp_path, request):
    """The DATABASE_URL of a new, empty database of the kind that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'crowd.sqlite3'}"
        return
    request.getfixturevalue("django_db_setup")
    name = f"crowd_{uuid.uuid4().hex[:12]}"
    with request.getfixturevalue("django_db_blocker").unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(address, project, *arguments):
    """Run the crowd in a process of its own; what it told."""
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.governance.crowd", *arguments]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_eight_processes_make_four_hundred_changes_and_nothing_is_lost_or_broken(address, project):
    came = run(address, project, "restructure")
    assert [operation["error"] for operation in came["told"] if "error" in operation] == []
    assert len(came["told"]) == OPERATIONS
    assert came["wrong"] == []
    assert came["faults"] == []
    done = Counter(operation["verb"] for operation in came["told"] if operation.get("done"))
    assert all(done[verb] >= 3 for verb in ("establish", "move", "merge", "end", "appoint")), done
    assert done.total() > OPERATIONS / 2


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.postgresql
def test_the_same_breaks_without_the_lock(address, project):
    came = run(address, project, "restructure", "--without-lock")
    errors = [operation["error"] for operation in came["told"] if "error" in operation]
    assert errors or came["wrong"] or came["faults"], "the lock is not what holds it together"


def test_of_eight_who_take_one_place_at_the_same_moment_one_gets_it(address, project):
    came = run(address, project, "appoint")
    assert [line["error"] for line in came["told"] if "error" in line] == []
    won = Counter(line["seat"] for line in came["told"] if line.get("done"))
    assert won == {f"Race {number}": 1 for number in range(ROUNDS)}
    refused = [line["refused"] for line in came["told"] if "refused" in line]
    assert len(refused) == ROUNDS * (PROCESSES - 1)
    assert set(refused) <= {
        f"The one place of “Race {number}” is held on those days: let somebody step down first."
        for number in range(ROUNDS)
    }
    assert came["faults"] == []
