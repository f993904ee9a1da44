"""Numbers of decisions and actions are given once, though eight processes ask for them at the same moment."""

import json
import os
import subprocess
import sys

from tests.governance.crowd import PROCESSES
from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture
from tests.meetings.crowd import EACH


def test_eight_processes_at_once_get_a_number_each_and_leave_no_gap(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.meetings.crowd"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert [line["error"] for line in told if "error" in line] == []
    every = {f"2026/{number}" for number in range(1, PROCESSES * EACH + 1)}
    for what in ("decision", "action"):
        assert len(told) == len(every)
        assert {line[what] for line in told} == every
