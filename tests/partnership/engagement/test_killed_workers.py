"""Each mail is sent once, though the worker that sends it is killed outright: a real mail server, real processes."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings as django_settings
from django.db import connection

from governance.models import Body
from partnership.engagement.models import Delivery
from partnership.engagement.tasks import wake
from tests import make
from tests.make_followers import make_crowd, make_notice
from tests.make_meetings import make_meeting

pytestmark = pytest.mark.django_db(transaction=True)

FOLLOWERS = 300
SECONDS = 90


@pytest.fixture
def crowd(transactional_db):
    """A published agenda of a body that many follow, its mails asked for."""
    root = make.make_partnership("brackwater", "Brackwater Partnership")
    meeting = make_meeting(make.make_body("board", "Leadership Board", parent=root), agenda="published")
    make_crowd(Body.objects.get(slug="board"), FOLLOWERS)
    make_notice(meeting)
    wake()


class Workers:
    """Workers as production starts them, on the database of this test."""

    def __init__(self, office, folder):
        self.running = []
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DATA_DIR": str(folder),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
            "MAIL_LOOK_AGAIN_SECONDS": "1",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": self.database(folder),
        }

    def database(self, folder):
        """The address of the test's database; one in memory is copied to a file, see `fetch`."""
        if connection.vendor == "sqlite":
            self.file = folder / "copy.sqlite3"
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)
            return f"sqlite:///{self.file}"
        facts = connection.settings_dict
        return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST'].replace('/', '%2F')}:{facts['PORT']}/{facts['NAME']}"

    def fetch(self):
        """Bring what the workers wrote back into the database of this test."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file, timeout=30)) as copy:
                copy.backup(connection.connection)

    def start(self):
        """One more worker."""
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
        worker = subprocess.Popen(command, cwd=django_settings.BASE_DIR, env=self.environment)
        self.running.append(worker)
        return worker

    def stop(self):
        """End those that still run."""
        for worker in self.running:
            if worker.poll() is None:
                worker.terminate()
                worker.wait(20)


@pytest.fixture
def workers(office, crowd, tmp_path):
    """Workers that end with the test."""
    hired = Workers(office, tmp_path)
    yield hired
    hired.stop()


def wait_until(happened):
    """Wait for something that has to happen."""
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.001)


def kill(worker):
    """Kill a worker as a full memory or a power switch does."""
    assert worker.poll() is None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(20)


def let_the_last_one_finish(office, workers):
    """Start one more worker and wait until nothing is left to do."""
    workers.start()
    wait_until(lambda: len(office.mails) >= FOLLOWERS)
    time.sleep(2.5)  # a mail too many would come now: the rest is looked for every second
    workers.stop()
    workers.fetch()


def assert_everybody_has_one(office):
    expected = {f"crowd-{n}@example.org" for n in range(FOLLOWERS)}
    assert {address: n for address, n in office.received.items() if n != 1} == {}
    assert office.received.keys() == expected
    assert len({mail["Message-ID"] for _, mail in office.mails}) == FOLLOWERS
    assert list(Delivery.objects.exclude(state=Delivery.State.SENT)) == []
    assert Delivery.objects.count() == FOLLOWERS


def test_everybody_has_one_mail_though_the_worker_is_killed_twice_at_any_moment(office, workers):
    for _ in range(2):
        worker = workers.start()
        enough = len(office.mails) + random.randint(10, FOLLOWERS // 3)
        wait_until(lambda: len(office.mails) >= enough)  # noqa: B023  # asked at once
        time.sleep(random.random() / 100)
        kill(worker)

    assert len(office.mails) < FOLLOWERS
    let_the_last_one_finish(office, workers)
    assert_everybody_has_one(office)


def test_nothing_is_lost_or_doubled_in_the_moment_of_doubt(office, workers):
    """The first worker dies when its mail has arrived and before it hears so, the second before the last line."""
    victims = []

    def die_at_the_end(address):
        if len(victims) == 0 and len(office.mails) == 20:
            victims.append(address)
            kill(workers.running[0])

    def die_at_the_recipient(address):
        if len(victims) == 1 and len(office.mails) == 60:
            victims.append(address)
            kill(workers.running[1])

    office.at_end, office.at_recipient = die_at_the_end, die_at_the_recipient
    workers.start()
    wait_until(lambda: len(victims) == 1 and workers.running[0].poll() is not None)
    workers.start()
    wait_until(lambda: len(victims) == 2 and workers.running[1].poll() is not None)
    let_the_last_one_finish(office, workers)

    assert_everybody_has_one(office)
    doubted = Delivery.objects.get(follower__email=victims[0])
    assert doubted.last_error == "Handed over; the answer was not seen."
    assert Delivery.objects.get(follower__email=victims[1]).last_error == ""


def test_two_workers_share_the_mails(office, workers):
    workers.start()
    let_the_last_one_finish(office, workers)

    assert_everybody_has_one(office)
