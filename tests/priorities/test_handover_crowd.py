"""Eight officers complete the same handover at the same moment: monitoring passes exactly once."""

import json
import os
import subprocess
import sys

from tests.governance.crowd import PROCESSES
from tests.governance.test_crowd import SECONDS, address  # noqa: F401  # the fixture
from tests.priorities.handover_crowd import ROUNDS


def test_of_eight_officers_at_once_one_hands_over_and_the_others_are_told_so(address, project):  # noqa: F811
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "tests.priorities.handover_crowd"]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    came = json.loads(done.stdout)

    assert [line["error"] for line in came["told"] if "error" in line] == []
    for turn in range(ROUNDS):
        told = [line for line in came["told"] if line["turn"] == turn]
        assert sum("done" in line for line in told) == 1
        refused = [line["refused"] for line in told if "refused" in line]
        assert refused == ["Monitoring passed to Second on 1 June 2026 already."] * (PROCESSES - 1)
        assert sorted(line["report"] for line in told if "report" in line) == list(range(1, PROCESSES + 1))
    assert came["left"] == [[f"plan-{turn}", "second", "2026-06-01"] for turn in range(ROUNDS)]
