"""Numbers, in the open and with an R, are given once, though eight processes ask for them at the same moment."""

import json
import os
import subprocess
import sys

from tests.governance.crowd import PROCESSES
from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture
from tests.meetings.crowd import EACH


def run(address, project, what):  # noqa: F811
    """Run the crowd in a process of its own; what it told, without an error and without a fault in the records."""
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.meetings.crowd", what]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    came = json.loads(done.stdout)
    assert [line["error"] for line in came["told"] if "error" in line] == []
    assert came["faults"] == []
    return came["told"]


def test_eight_processes_at_once_get_a_number_each_and_leave_no_gap_open_or_restricted(address, project):  # noqa: F811
    told = run(address, project, "record")

    every = {f"2026/{mark}{number}" for mark in ("", "R") for number in range(1, PROCESSES * EACH + 1)}
    for what in ("decision", "action"):
        assert len(told) == len(every)
        assert {line[what] for line in told} == every


def test_drafts_of_two_bodies_are_numbered_as_their_item_is_read_though_others_restrict_and_open_it(
    address,  # noqa: F811
    project,
):
    told = run(address, project, "restrict")

    assert [line for line in told if "refused" in line and "restricted" not in line["refused"]] == []
    assert all(sum(line.get("done") == role for line in told) > 0 for role in range(4))
