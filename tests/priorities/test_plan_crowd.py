"""Eight officers draft, publish and take over the same plan at once, on a real database: each time exactly one does."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.governance.crowd import PROCESSES
from tests.priorities.plan_crowd import ROUNDS

SECONDS = 300


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


def test_of_eight_who_do_the_same_at_once_one_does_it_and_the_others_are_told(address, project):
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.priorities.plan_crowd"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    came = json.loads(done.stdout)

    assert [line["error"] for line in came["told"] if "error" in line] == []
    won = Counter((line["verb"], line["round"]) for line in came["told"] if line.get("done"))
    verbs = ("draft", "publish", "take over")
    assert won == {(verb, number): 1 for verb in verbs for number in range(1, ROUNDS + 1)}
    refused = Counter(line["refused"].partition(":")[0] for line in came["told"] if "refused" in line)
    assert refused.total() == len(verbs) * ROUNDS * (PROCESSES - 1)
    sentences = {"Who holds that responsibility from that day or later is recorded already"}
    sentences |= {"There is a draft of Crowded plan already"}
    sentences |= {f"Crowded plan, version {n} is published and never changes" for n in range(2, ROUNDS + 2)}
    assert set(refused) <= sentences
    assert [row[:2] for row in came["versions"]] == [[number, "published"] for number in range(1, ROUNDS + 2)]
    assert came["actions"] == [1] * (ROUNDS + 1)
    for rows in (came["versions"], came["owners"]):
        assert [row[-1] for row in rows] == [*(row[-2] for row in rows[1:]), "None"]
    assert came["owner"] == came["owners"][-1][0]
