"""Records from before a migration are as they were after it, and say what is new."""

import json
import os
import subprocess
import sys

from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture


def test_corrections_from_before_name_the_minutes_of_their_entry(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.meetings.migrating"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert len(told["made"]) == 2
    assert told["found"] == told["made"]
