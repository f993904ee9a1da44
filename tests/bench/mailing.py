"""Ten thousand followers of one publication: queued, then sent by workers of which two are killed in the middle."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from django.conf import settings
from django.db import connection
from django.utils import timezone

from meetings.announcing import News, announce
from partnership.engagement.models import Delivery
from partnership.engagement.queueing import queue_notices
from tests import make
from tests.bench.measuring import Report
from tests.make_followers import make_crowd
from tests.make_meetings import make_meeting
from tests.post_office import PostOffice, post_office

FOLLOWERS = 10_000
MOST_SECONDS_TO_QUEUE = 5
SECONDS_TO_SEND = 900


def measure(report: Report, bodies: int) -> None:
    """Print how long queueing and sending take, and how many followers have not exactly one mail."""
    report.title(f"Mail to {FOLLOWERS:,} followers of one publication")
    root = make.make_partnership("mailing", "Mailing")
    body = make.make_body("mailing-board", "Mailing Board", parent=root)
    make_crowd(body, FOLLOWERS)
    meeting = make_meeting(body, timezone.localdate(), agenda="published")
    announce(News.AGENDA, meeting, meeting.agenda)
    began = time.perf_counter()
    queue_notices()
    taken = time.perf_counter() - began
    report.row("queued in", taken, "s", goal=f"less than {MOST_SECONDS_TO_QUEUE} s")
    report.goal(taken < MOST_SECONDS_TO_QUEUE, f"{FOLLOWERS:,} mails queued in {taken:.1f} s")
    connection.close()
    with post_office() as office:
        rate = _send_killing_twice(office)
        received = office.received
    report.row("sent by one worker, two killed in the middle", rate, "/s")
    wrong = FOLLOWERS - sum(1 for number in received.values() if number == 1)
    report.row("followers without exactly one mail", wrong, "", goal="0")
    report.goal(wrong == 0, f"{wrong} followers have not exactly one mail")
    unsent = Delivery.objects.exclude(state=Delivery.State.SENT).count()
    report.goal(unsent == 0, f"{unsent} mails are not recorded as sent")


def _send_killing_twice(office: PostOffice) -> float:
    """Send everything, killing two workers outright at random moments; mails a second, pauses included."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-mail-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "SECRET_KEY": settings.SECRET_KEY,
            "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
            "MAIL_LOOK_AGAIN_SECONDS": "1",
        }
        command = [
            sys.executable,
            "manage.py",
            "db_worker",
            "--interval",
            "0.1",
            "--no-startup-delay",
            "--verbosity",
            "0",
        ]
        began = time.perf_counter()
        for limit in (random.randint(500, 4_000), random.randint(4_500, 9_500), FOLLOWERS):
            worker = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
            while len(office.mails) < limit and time.perf_counter() - began < SECONDS_TO_SEND:
                time.sleep(0.001)
            if limit < FOLLOWERS:
                os.kill(worker.pid, signal.SIGKILL)
        taken = time.perf_counter() - began
        time.sleep(3)  # a mail too many would come now
        worker.terminate()
        worker.wait(30)
    return FOLLOWERS / taken
