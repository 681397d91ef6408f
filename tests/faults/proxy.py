"""A proxy that lies: between browser and server it drops, cuts, delays and rewrites, and remembers all that passed."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Headers = dict[str, str]


@dataclass
class Exchange:
    """One request and what became of it: a line of the ledger."""

    method: str
    path: str
    headers: Headers
    body: bytes
    host: str = ""
    fault: str = ""
    forwarded: int = 0
    """Bytes of the request that the server got."""
    status: int = 0
    """What the server answered; 0 where it was not asked."""
    answer: bytes = b""
    told: int = 0
    """Bytes of the answer that the browser got."""
    head: bytes = field(default=b"", repr=False)
    writer: Any = field(default=None, repr=False)
    proxy: Any = field(default=None, repr=False)

    @property
    def raw(self) -> bytes:
        return self.head + self.body

    async def forward(self, upto: int | None = None) -> Headers:
        """Ask the server, or break off after `upto` bytes; its headers, `status` and `answer` are kept here."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy.upstream)
        try:
            part = self.raw if upto is None else self.raw[:upto]
            writer.write(part)
            await writer.drain()
            self.forwarded = len(part)
            if upto is not None:
                return {}
            head, headers = await read_head(reader)
            self.status = int(head.split(b" ", 2)[1])
            self.answer = (
                b"" if self.method == "HEAD" or self.status in (204, 304) else await read_body(reader, headers)
            )
            return headers
        finally:
            writer.close()

    async def give(self, status: int, headers: Headers, body: bytes, upto: int | None = None) -> None:
        """Answer the browser, with only the first `upto` bytes of the body if so wished."""
        await self.write(head_of(status, headers, len(body)) + (b"" if status in (204, 304) else body[:upto]))

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        self.told += len(data)

    def close(self) -> None:
        self.writer.transport.abort()


Do = Callable[[Exchange], Awaitable[None]]


@dataclass
class Fault:
    """What is to happen to the next `times` requests that match."""

    name: str
    matches: Callable[[Exchange], bool]
    do: Do
    times: int = 1


async def pass_on(exchange: Exchange) -> None:
    headers = await exchange.forward()
    await exchange.give(exchange.status, headers, exchange.answer)


def drop_answer() -> Do:
    """The server does it, the phone never hears of it."""

    async def do(exchange: Exchange) -> None:
        await exchange.forward()
        exchange.close()

    return do


def cut_request(share: float) -> Do:
    """Only a share of the request arrives."""

    async def do(exchange: Exchange) -> None:
        await exchange.forward(upto=max(1, int(len(exchange.raw) * share)))
        exchange.close()

    return do


def cut_answer(share: float) -> Do:
    async def do(exchange: Exchange) -> None:
        headers = await exchange.forward()
        await exchange.give(exchange.status, headers, exchange.answer, upto=int(len(exchange.answer) * share))
        exchange.close()

    return do


def refuse() -> Do:
    """No route: the connection ends before anything is said."""

    async def do(exchange: Exchange) -> None:
        exchange.close()

    return do


def answer(status: int, body: bytes = b"", *, kind: str = "application/json", also: Headers | None = None) -> Do:
    """Somebody else answers; the server is not asked."""

    async def do(exchange: Exchange) -> None:
        await exchange.give(status, {"content-type": kind, **(also or {})}, body)

    return do


def rewrite(change: Callable[[bytes], bytes], *, status: int = 0, kind: str = "") -> Do:
    """The server answers, and something on the way changes it."""

    async def do(exchange: Exchange) -> None:
        headers = await exchange.forward() | ({"content-type": kind} if kind else {})
        await exchange.give(status or exchange.status, headers, change(exchange.answer))

    return do


def garbage() -> Do:
    """A server name that speaks something else: a TLS alert where HTTP was expected."""

    async def do(exchange: Exchange) -> None:
        await exchange.write(b"\x15\x03\x01\x00\x02\x02\x28")
        exchange.close()

    return do


def delay(seconds: float, then: Do = pass_on) -> Do:
    async def do(exchange: Exchange) -> None:
        await asyncio.sleep(seconds)
        await then(exchange)

    return do


def throttle(bytes_a_second: int) -> Do:
    """A slow way up, as 2G is: the request takes its time, then the server is asked."""

    async def do(exchange: Exchange) -> None:
        await asyncio.sleep(len(exchange.raw) / bytes_a_second)
        await pass_on(exchange)

    return do


class Hold:
    """Hold a request until `release()`; `reached` tells that it stands here."""

    def __init__(self, *, asked_first: bool = False) -> None:
        self.reached, self.open, self.asked_first = threading.Event(), threading.Event(), asked_first

    async def __call__(self, exchange: Exchange) -> None:
        headers = await exchange.forward() if self.asked_first else None
        self.reached.set()
        while not self.open.is_set():
            await asyncio.sleep(0.005)
        headers = headers or await exchange.forward()
        await exchange.give(exchange.status, headers, exchange.answer)

    def release(self) -> None:
        self.open.set()


class Proxy:
    """Listens on 127.0.0.1 for the product and on 127.0.0.2 for whoever a network would lead the phone to."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.faults: list[Fault] = []
        self.ledger: list[Exchange] = []
        self.elsewhere: list[Exchange] = []
        self.is_up = True
        self.loop = asyncio.new_event_loop()
        self.port = self.other_port = 0
        self.talks: set[asyncio.StreamWriter] = set()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_url(self) -> str:
        return f"http://127.0.0.2:{self.other_port}"

    def inject(self, name: str, do: Do, *, times: int = 1, on: Callable[[Exchange], bool] = lambda _: True) -> Fault:
        fault = Fault(name, on, do, times)
        self.faults.append(fault)
        return fault

    def cut_off(self) -> None:
        """No route: what is open breaks, what comes is closed. The browser still believes to be online."""
        self.is_up = False
        self.loop.call_soon_threadsafe(lambda: [each.transport.abort() for each in self.talks])

    def restore(self) -> None:
        self.is_up = True

    def forget(self) -> None:
        """A new seed begins."""
        self.faults, self.ledger, self.elsewhere, self.is_up = [], [], [], True

    def stop(self) -> None:
        def end() -> None:
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.call_soon(self.loop.stop)

        self.loop.call_soon_threadsafe(end)
        self.thread.join(5)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        here = self.loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0, limit=2**24))
        there = self.loop.run_until_complete(asyncio.start_server(self._stranger, "127.0.0.2", 0))
        self.port, self.other_port = (each.sockets[0].getsockname()[1] for each in (here, there))
        ready.set()
        self.loop.run_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.talks.add(writer)
        try:
            while self.is_up and (exchange := await asked(reader)):
                exchange.writer, exchange.proxy = writer, self
                self.ledger.append(exchange)
                await self._answer(exchange)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            pass
        finally:
            self.talks.discard(writer)
            with contextlib.suppress(ConnectionError):
                writer.close()

    async def _answer(self, exchange: Exchange) -> None:
        for fault in list(self.faults):
            if fault.times > 0 and fault.matches(exchange):
                fault.times -= 1
                exchange.fault = fault.name
                await fault.do(exchange)
                return
        try:
            await pass_on(exchange)
        except (OSError, asyncio.IncompleteReadError):
            exchange.fault = exchange.fault or "server gone"
            raise ConnectionError from None

    async def _stranger(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The gateway of a hotel: takes everything, answers a page, and allows every origin."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            while exchange := await asked(reader):
                exchange.writer = writer
                self.elsewhere.append(exchange)
                origin = exchange.headers.get("origin", "*")
                headers = {
                    "content-type": "text/html; charset=utf-8",
                    "access-control-allow-origin": origin,
                    "access-control-allow-credentials": "true",
                    "access-control-allow-headers": "x-csrftoken,content-type",
                }
                await exchange.give(200, headers, PORTAL)
        writer.close()


PORTAL = "<!doctype html><title>登录</title><p>请先登录本店无线网络</p>".encode()


async def asked(reader: asyncio.StreamReader) -> Exchange | None:
    """The next request of a connection, whole; None at its end."""
    try:
        head, headers = await read_head(reader)
    except asyncio.IncompleteReadError:
        return None
    method, path, _version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    body = await read_body(reader, headers) if method not in ("GET", "HEAD") else b""
    kept = {k: v for k, v in headers.items() if k not in ("connection", "accept-encoding", "transfer-encoding")}
    if body or method == "POST":
        kept["content-length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in kept.items()), "connection: close", "", ""]
    return Exchange(method, path, headers, body, headers.get("host", ""), head="\r\n".join(lines).encode("latin-1"))


async def read_head(reader: asyncio.StreamReader) -> tuple[bytes, Headers]:
    head = await reader.readuntil(b"\r\n\r\n")
    headers: Headers = {}
    for line in head.decode("latin-1").split("\r\n")[1:-2]:
        name, value = line.split(":", 1)
        name = name.strip().lower()
        # Cookies that are set cannot be joined by commas; a header line of their own each keeps them apart.
        headers[name] = f"{headers[name]}\r\n{name}: {value.strip()}" if name in headers else value.strip()
    return head, headers


async def read_body(reader: asyncio.StreamReader, headers: Headers) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if "chunked" not in headers.get("transfer-encoding", ""):
        return await reader.read() if "connection" in headers else b""
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)


def head_of(status: int, headers: Headers, length: int) -> bytes:
    kept = {k: v for k, v in headers.items() if k not in ("connection", "transfer-encoding", "content-length")}
    word = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "?"
    size = [] if status in (204, 304) else [f"content-length: {length}"]
    return "\r\n".join([f"HTTP/1.1 {status} {word}", *(f"{k}: {v}" for k, v in kept.items()), *size, "", ""]).encode(
        "latin-1"
    )
