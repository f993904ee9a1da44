"""A deed that is killed leaves nothing behind: all of it is written, or none."""

import json
import os
import subprocess
import sys

from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture


def test_a_deed_that_is_killed_at_any_step_has_written_nothing(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.meetings.killed"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert told["left behind"] == []
    assert told["without effect"] == []
    assert len(told["kills"]) == 20
    assert all(kills >= 2 for kills in told["kills"].values()), told["kills"]
