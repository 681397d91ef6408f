"""The classes of request that are measured, each sent over one kept connection as a browser or a program would."""

import http.client
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

IDLE = 5.0


@dataclass
class Sent:
    """What came of a block of requests."""

    walls: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    wire: int = 0


class Visitor:
    """Somebody with one connection and cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None, source: str = "127.0.0.1") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
        self.cookies = dict(cookies or {})
        self.token = ""
        self.asked_at = 0.0

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, int]:
        """Status, body as sent, and bytes on the wire with the headers."""
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if time.monotonic() - self.asked_at > IDLE:
            self.connection.close()  # the server ends a connection that says nothing; the next request opens one
        self.asked_at = time.monotonic()
        self.connection.request(method, path, body, {"Cookie": cookie, "Accept-Encoding": "gzip", **headers})
        answer = self.connection.getresponse()
        raw = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        head = sum(len(k) + len(v) + 4 for k, v in answer.getheaders())
        return answer.status, raw, len(raw) + head

    def csrf(self, path: str) -> str:
        """The token of a form, read once."""
        if not self.token:
            self.connection.request(
                "GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            )
            answer = self.connection.getresponse()
            page = answer.read().decode()
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.partition(";")[0]
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            if not found:
                raise RuntimeError(f"no form at {path}: {answer.status}")
            self.token = found[1]
        return self.token

    def form(self, path: str, page: str, given: dict[str, str]) -> tuple[int, bytes, int]:
        body = urlencode({"csrfmiddlewaretoken": self.csrf(page), "op_id": str(uuid.uuid4()), **given}).encode()
        return self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})

    def json(self, path: str, given: object) -> tuple[int, bytes, int]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()), "X-CSRFToken": self.token}
        return self.ask("POST", path, json.dumps(given).encode(), **headers)


def block(ask: Callable[[int], tuple[int, bytes, int]], times: int) -> Sent:
    """Ask so many times, one after the other."""
    sent = Sent()
    for n in range(times):
        start = time.perf_counter()
        status, _body, wire = ask(n)
        sent.walls.append((time.perf_counter() - start) * 1000)
        sent.statuses[status] = sent.statuses.get(status, 0) + 1
        sent.wire += wire
    return sent
