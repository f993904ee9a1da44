"""Handing mails to the mail server, and saying of each what became of it."""

import re
import select
import smtplib
import socket
from contextlib import suppress
from email.utils import parseaddr
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from partnership.engagement.journal import Journal

SECONDS_TO_DRAIN = 60
CLOSING = 421
"""“Service not available, closing transmission channel”."""

_LINE_OF_A_DOT = re.compile(rb"(?m)^\.")
_POLICY = re.compile(r"^5\.7\.")


class TryLater(Exception):
    """The mail was not taken, for now. `everything`: no mail would be, so the run had better end."""

    def __init__(self, reason: str, *, everything: bool = False) -> None:
        super().__init__(reason)
        self.everything = everything


class RefusedForGood(Exception):
    """The mail will never be taken. `address`: because there is no such address."""

    def __init__(self, reason: str, *, address: bool) -> None:
        super().__init__(reason)
        self.address = address


class Courier:
    """One connection to the mail server, opened for the first mail and again after it was lost."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def hand_over(self, message: EmailMultiAlternatives, journal: Journal) -> None:
        """Hand one mail over, marked in the journal just before its last line; return once the server took it.

        Raises TryLater or RefusedForGood, with nothing marked, where it did not.
        """
        if isinstance(self._backend, EmailBackend):
            self._by_smtp(message, journal)
            return
        journal.handing_over()
        try:
            self._backend.send_messages([message])
        except (OSError, smtplib.SMTPException) as error:
            journal.put_down()
            raise TryLater(str(error)) from error
        except Exception:
            journal.put_down()
            raise

    def _by_smtp(self, message: EmailMultiAlternatives, journal: Journal) -> None:
        connection = self._connection()
        try:
            _send(connection, message, journal)
        except (TryLater, RefusedForGood):
            journal.put_down()
            self._reset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            # A server that did not answer the last line has not taken the mail upon itself (RFC 5321, 6.1).
            journal.put_down()
            self._close()
            raise TryLater(f"The connection was lost: {error}") from error

    def _connection(self) -> smtplib.SMTP:
        try:
            if self._backend.open():
                # Else the last line would wait for the receipt of the one before.
                self._backend.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise TryLater(f"The mail server cannot be reached: {error}", everything=True) from error
        connection: smtplib.SMTP = self._backend.connection
        return connection

    def _reset(self) -> None:
        try:
            self._backend.connection.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):  # it is gone, which is what was wanted
            self._backend.close()


def _send(connection: smtplib.SMTP, message: EmailMultiAlternatives, journal: Journal) -> None:
    """The words of SMTP for one mail, its end apart from its text (see `delivering`)."""
    connection.ehlo_or_helo_if_needed()
    code, said = connection.mail(parseaddr(message.from_email)[1])
    if code != 250:
        raise TryLater(f"The sender was refused: {_words(code, said)}", everything=True)
    code, said = connection.rcpt(message.to[0])
    if code not in (250, 251):
        _raise(code, said, of_address=True)
    code, said = connection.docmd("DATA")
    if code != 354:
        _raise(code, said, of_address=False)
    whole: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's class knows it
    text = _LINE_OF_A_DOT.sub(b"..", whole)
    connection.send(text if text.endswith(b"\r\n") else text + b"\r\n")
    end = _ready_to_end(connection)
    journal.handing_over()
    end.sendall(b".\r\n")
    code, said = connection.getreply()
    if code != 250:
        _raise(code, said, of_address=False)


def _ready_to_end(connection: smtplib.SMTP) -> socket.socket:
    """The socket, once it takes the last line at once: a mark must not stand while the line still waits."""
    sock = connection.sock
    if sock is None:
        raise smtplib.SMTPServerDisconnected("The connection is closed.")
    looking = select.poll()
    looking.register(sock, select.POLLOUT)
    if not looking.poll(SECONDS_TO_DRAIN * 1000):
        raise TimeoutError("The server does not read on.")
    return sock


def _raise(code: int, said: bytes, *, of_address: bool) -> None:
    words = _words(code, said)
    if code == CLOSING:
        raise smtplib.SMTPServerDisconnected(words)
    if not 500 <= code <= 599:
        raise TryLater(words)
    policy = _POLICY.match(said.decode(errors="replace"))
    raise RefusedForGood(words, address=of_address and not policy)


def _words(code: int, said: bytes) -> str:
    return f"{code} {said.decode(errors='replace')}"
