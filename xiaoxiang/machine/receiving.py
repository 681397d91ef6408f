"""Receives requests whole, with a deadline, before any of the few threads is given to them.

A thread that reads a body waits as long as its sender likes: measured with six threads, eight senders of one byte a
second kept everybody else out. Here a sender who is slow costs a coroutine, is told so after 30 seconds and is cut
off; a slow reader of an answer costs no thread either. Headers have the web server's own deadline (`serve.py`).
Hostile row 34: body within 30 s or at 1 KB/s and more.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

THREADS = 6  # requests wait for the database most of the time
WAITING = 256  # requests that wait for a thread; more are asked to come back
GRACE = 30.0  # seconds every body may take
SLOWEST = 1024  # bytes a second of a body that takes longer
LARGEST = 64 * 1024 * 1024  # bytes of one request: six photos and a form; rooms set narrower limits of their own
AT_ONCE = 512 * 1024  # bytes of an answer that are taken whole; longer ones (exports, photos) are sent in parts
IN_MEMORY = 256 * 1024  # bytes of a body kept in memory, the rest in a temporary file

TOO_SLOW = (408, "网络太慢，没有收完。换个信号好的地方再发一次。 The network was too slow; send it again.")
TOO_LARGE = (413, "内容太大，没有收下。减少照片后再发一次。 This is too large; send it again with fewer photos.")
TOO_MANY = (503, "现在人太多，过一分钟再试。 Too many requests at once; try again in a minute.")

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Transport(Protocol):
    async def send_bytes(self, data: bytes) -> None: ...


class Connection(Protocol):
    """What granian gives for one request (RSGI)."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Transport: ...


class NotReceivedError(Exception):
    """A body that is not taken: why, as a status and a sentence."""

    def __init__(self, why: tuple[int, str]) -> None:
        super().__init__(why)
        self.why = why


class Reception:
    """A WSGI application behind granian's RSGI: whole requests in, answers out."""

    def __init__(self, application: Wsgi) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="web")
        self.inside = 0

    async def __rsgi__(self, scope: Any, connection: Connection) -> None:
        try:
            body, size = await receive(scope, connection)
        except NotReceivedError as refused:
            _tell(connection, *refused.why)
            return
        with body:
            if self.inside >= WAITING:
                _tell(connection, *TOO_MANY)
                return
            self.inside += 1
            try:
                await self._answer(environ_of(scope, body, size), connection)
            finally:
                self.inside -= 1

    async def _answer(self, environ: Environ, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.threads, self._run, environ)
        if answer.rest is None:
            connection.response_bytes(answer.status, answer.headers, answer.first)
            return
        try:
            transport = connection.response_stream(answer.status, answer.headers)
            part: bytes | None = answer.first
            while part is not None:
                await transport.send_bytes(part)
                part = await loop.run_in_executor(self.threads, next, answer.rest, None)
        finally:
            await loop.run_in_executor(self.threads, _close, answer.source)

    def _run(self, environ: Environ) -> "Answer":
        """In a thread: ask the application, and take its answer whole unless it is long."""
        begun: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            begun["status"], begun["headers"] = int(status.split(" ", 1)[0]), headers

        source = self.application(environ, start)
        parts = iter(source)
        first = b""
        try:
            for part in parts:
                first += part
                if len(first) > AT_ONCE:
                    return Answer(begun["status"], begun["headers"], first, parts, source)
        except BaseException:
            _close(source)
            raise
        _close(source)
        return Answer(begun["status"], begun["headers"], first, None, source)


@dataclass(frozen=True)
class Answer:
    """What the application answered: its first bytes, and the rest of a long answer."""

    status: int
    headers: list[tuple[str, str]]
    first: bytes
    rest: Iterator[bytes] | None
    source: Iterable[bytes]


async def receive(scope: Any, connection: Connection) -> tuple[IO[bytes], int]:
    """The whole body and its size. Raises NotReceivedError when it comes too slowly or is too large."""
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by whoever gets it
    size = 0
    if "content-length" not in scope.headers and "transfer-encoding" not in scope.headers:
        return body, size
    clock = asyncio.get_running_loop().time
    began = clock()
    chunks = aiter(connection)
    try:
        while True:
            left = began + max(GRACE, size / SLOWEST) - clock()
            chunk = await asyncio.wait_for(_next(chunks), max(left, 0))
            if not chunk:
                break
            size += len(chunk)
            if size > LARGEST:
                raise NotReceivedError(TOO_LARGE)
            body.write(chunk)
    except TimeoutError as slow:
        body.close()
        raise NotReceivedError(TOO_SLOW) from slow
    except NotReceivedError:
        body.close()
        raise
    body.seek(0)
    return body, size


async def _next(chunks: AsyncIterator[bytes]) -> bytes:
    try:
        return await anext(chunks)
    except StopAsyncIteration:
        return b""


def environ_of(scope: Any, body: IO[bytes], size: int) -> Environ:
    """The request as WSGI (PEP 3333) wants it; the length is what has really come."""
    address, _, port = scope.client.rpartition(":")
    name, _, at = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name,
        "SERVER_PORT": at,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": address.strip("[]"),
        "REMOTE_PORT": port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for header, value in scope.headers.items():
        if "_" in header:  # X_Forwarded_For would pass for X-Forwarded-For
            continue
        key = header.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        joint = "; " if header == "cookie" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(size)
    return environ


def _tell(connection: Connection, status: int, sentence: str) -> None:
    headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), ("connection", "close")]
    connection.response_bytes(status, headers, sentence.encode())


def _close(answer: Any) -> None:
    if hasattr(answer, "close"):
        answer.close()
