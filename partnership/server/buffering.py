"""Between Granian and Django: a thread is lent only while Django works.

The event loop reads a request to its end, within a limit of size and of time, and then lends one
of a few threads. A short answer is given to Granian whole; a long one is read in pieces, each sent
before the next is read, so that a slow reader holds neither a thread nor memory.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from partnership.server.environ import environ
from partnership.uploads import LARGEST_BODY, SENTENCE
from partnership.wsgi import application as django

logger = logging.getLogger(__name__)

THREADS = 4
LARGEST_DRAINED = 1024 * 1024 * 1024
BODY_IN_MEMORY = 256 * 1024
SECONDS_FOR_BODY = 120
LARGEST_WHOLE_ANSWER = 1024 * 1024

Headers = list[tuple[str, str]]


TOO_LARGE = f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>This is too large to be sent</title></head>
<body><main><h1>This is too large to be sent</h1><p>{SENTENCE}</p></main></body></html>
"""
TOO_LARGE_HEADERS = [
    ("content-type", "text/html; charset=utf-8"),
    ("content-security-policy", "default-src 'none'"),
    ("x-content-type-options", "nosniff"),
    ("connection", "close"),
]


class TooLarge(Exception):
    """The body is longer than any form of the portal."""


class Answer:
    """What Django answered: a status, headers, and a body that may still have pieces to come."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.begun = b""
        self.rest: Iterator[bytes] | None = None
        self.close: Callable[[], None] = lambda: None

    def start_response(self, status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
        """Take the status line and the headers, as WSGI says; Django never uses the old way to write."""
        self.status, self.headers = int(status.split(" ", 1)[0]), headers
        return lambda piece: None

    def read(self, body: Iterable[bytes]) -> None:
        """Keep a short body whole; keep the beginning of a long one and the rest to be read."""
        self.close = getattr(body, "close", self.close)
        pieces, length, rest = [], 0, iter(body)
        for piece in rest:
            pieces.append(piece)
            length += len(piece)
            if length > LARGEST_WHOLE_ANSWER:
                self.rest = rest
                break
        self.begun = b"".join(pieces)


class Application:
    """What Granian calls, in each of its workers."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="django")

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the requests in hand finish when the worker is asked to stop."""
        self.threads.shutdown(wait=True)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        with SpooledTemporaryFile(BODY_IN_MEMORY) if _has_body(scope) else BytesIO() as body:
            try:
                length = await _read_body(protocol, body, _announced(scope)) if _has_body(scope) else 0
            except TooLarge:
                return protocol.response_str(413, TOO_LARGE_HEADERS, TOO_LARGE)
            except TimeoutError:
                return protocol.response_empty(408, [("connection", "close")])
            answer = await loop.run_in_executor(self.threads, _ask_django, environ(scope, body, length))
        if answer.rest is None:
            return protocol.response_bytes(answer.status, answer.headers, answer.begun)
        return await self._send_in_pieces(answer, protocol)

    async def _send_in_pieces(self, answer: Answer, protocol: Any) -> None:
        """Send a long answer, reading its next piece once the last one has gone out."""
        loop = asyncio.get_running_loop()
        rest = answer.rest or iter(())
        visitor = protocol.response_stream(answer.status, answer.headers)
        piece: bytes | None = answer.begun
        try:
            while piece is not None:
                await visitor.send_bytes(piece)
                piece = await loop.run_in_executor(self.threads, lambda: next(rest, None))
        finally:
            await loop.run_in_executor(self.threads, answer.close)


def _has_body(scope: Any) -> bool:
    """Return whether the request says that a body follows."""
    return scope.headers.get("content-length", "0") != "0" or "transfer-encoding" in scope.headers


def _announced(scope: Any) -> int:
    """Return the length that the visitor announces; 0 where nothing sensible is said."""
    said = scope.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


async def _read_body(protocol: Any, body: IO[bytes], announced: int) -> int:
    """Read the whole body into the file, back to its beginning; return its length.

    What is too large is read and thrown away, none of it kept where that was announced: a browser that is cut off
    while it sends shows a broken connection, and not the sentence that says what to do.
    """
    length, too_large = 0, announced > LARGEST_BODY
    async with asyncio.timeout(SECONDS_FOR_BODY):
        async for piece in protocol:
            length += len(piece)
            too_large = too_large or length > LARGEST_BODY
            if length > LARGEST_DRAINED:
                raise TooLarge
            if not too_large:
                body.write(piece)
    if too_large:
        raise TooLarge
    body.seek(0)
    return length


def _ask_django(request: dict[str, Any]) -> Answer:
    """Answer the request in this thread; what even Django did not catch becomes a bare 500."""
    answer = Answer()
    try:
        answer.read(django(request, answer.start_response))
    except Exception:
        logger.exception("Django did not answer %s", request["PATH_INFO"])
        answer = Answer()
    if answer.rest is None:
        answer.close()
    return answer


application = Application()
