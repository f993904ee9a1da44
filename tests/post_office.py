"""A real mail server on this machine's own address, for tests that send mail."""

import email
import email.policy
import logging
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"

logging.getLogger("mail.log").setLevel(logging.WARNING)  # the server's own, which repeats every word

Answer = Callable[[str], str | None]


class PostOffice:
    """Takes mails and keeps them.

    A test may say what the server answers to the recipient (`at_recipient`) and to the end of a mail (`at_end`): a
    function of the recipient's address that returns an answer, or None for the usual one. What it answers with
    anything but 250 is not kept.
    """

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.at_recipient: Answer = lambda address: None
        self.at_end: Answer = lambda address: None
        self.port = 0

    @property
    def received(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for address, _ in self.mails)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take a recipient."""
        answer = self.at_recipient(address) or OK
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        answer = self.at_end(envelope.rcpt_tos[0]) or OK
        if answer.startswith("250"):
            mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.mails.extend((address, mail) for address in envelope.rcpt_tos)
        return answer


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """An open post office on a free port."""
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office.port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
