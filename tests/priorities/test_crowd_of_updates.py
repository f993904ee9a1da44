"""Updates of one action are recorded by eight processes at the same moment: all are kept, and one counts."""

import json
import os
import subprocess
import sys

from tests.governance.crowd import PROCESSES
from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture
from tests.priorities.crowd_of_updates import EACH


def test_eight_processes_at_once_lose_no_update_and_accept_the_waiting_one_once_at_most(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.priorities.crowd_of_updates"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert [line["error"] for line in told if "error" in line] == []
    assert len({line["recorded"] for line in told if "recorded" in line}) == PROCESSES * EACH
    accepted = [line for line in told if "accepted" in line]
    refusals = {line["refused"].split(",")[0] for line in told if "refused" in line}
    assert len(accepted) <= 1
    assert refusals <= {"That update is accepted already.", "A newer update of A1"}
