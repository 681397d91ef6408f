"""Slow and large senders are told so and cut off, and keep nobody waiting meanwhile (hostile 34)."""

import socket
import sys
import time
from contextlib import ExitStack

import pytest

from xiaoxiang.machine import processes
from xiaoxiang.machine.ground import PROJECT
from xiaoxiang.machine.receiving import THREADS
from xiaoxiang.machine.serve import SERVER


def connect(port):
    link = socket.create_connection(("127.0.0.1", port), 5)
    link.settimeout(5)
    return link


def answer_of(link):
    """Everything until the other side closes."""
    told = b""
    while part := link.recv(65536):
        told += part
    return told


def ask(port, request):
    with connect(port) as link:
        link.sendall(request.encode())
        return answer_of(link)


def has_opened(port):
    try:
        connect(port).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    child = processes.start(
        [sys.executable, "-m", "granian", *SERVER, f"--port={free}", "xiaoxiang.machine.tests.small_pages:reception"],
        cwd=PROJECT,
    )
    try:
        assert processes.wait_until(lambda: has_opened(free), 20)
        yield free
    finally:
        processes.stop(child)


def test_a_request_arrives_as_it_was_sent(port):
    lines = "Cookie: a=1\r\nCookie: b=2\r\nX-Two: 1\r\nX-Two: 2\r\nX_A: forged\r\nConnection: close\r\n"
    told = ask(port, f"POST /%E5%B7%B7?q=%2F HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: 3\r\n\r\nabc")
    assert told.decode().endswith("/巷|3|POST|q=%2F|3|127.0.0.1|a=1; b=2|1,2|-")
    assert told.count(b"set-cookie") == 2


def test_a_body_in_chunks_has_the_length_that_came(port):
    told = ask(
        port,
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    )
    assert b"/|3|POST||3|" in told


def test_a_long_answer_arrives_whole(port):
    told = ask(port, "GET /long HTTP/1.0\r\nHost: x\r\n\r\n")
    assert told.endswith(b"x" * 65536 * 40)


def test_more_slow_senders_than_threads_keep_nobody_waiting_and_are_cut_off_with_words(port):
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(connect(port)) for _ in range(THREADS * 3)]
        for link in slow:
            link.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\na")
        began = time.monotonic()
        assert b"/|0|GET|" in ask(port, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert time.monotonic() - began < 0.9  # before the first of them is given up
        for link in slow:
            told = answer_of(link)
            assert told.startswith(b"HTTP/1.1 408")
            assert "换个信号好的地方再发一次" in told.decode()


def test_too_large_a_body_is_refused_while_it_comes(port):
    with connect(port) as link:
        link.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n" + b"x" * 310_000)
        told = answer_of(link)
    assert told.startswith(b"HTTP/1.1 413")
    assert "减少照片后再发一次" in told.decode()
