"""bin/run as a person meets it: it comes up, says what is wrong, survives a kill, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xiaoxiang.machine import addresses, processes
from xiaoxiang.machine.ground import PROJECT
from xiaoxiang.machine.terminal import Refusal
from xiaoxiang.machine.tests.folders import alive_on, data_folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(data: Path, port: int) -> "Iterator[subprocess.Popen[str]]":
    """bin/run as a child; ended in order when a test fails before it ends it itself."""
    told = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "XIAOXIANG_", "PYTEST_"))}
    told["XIAOXIANG_VENV"] = sys.prefix
    child = subprocess.Popen(
        [PROJECT / "bin" / "run", "--data", data, "--port", str(port), "--empty"],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
        child.communicate(timeout=60)


def wait_until_up(child: "subprocess.Popen[str]") -> str:
    lines = []
    for line in child.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    pytest.fail("bin/run ended: " + "".join(lines))


def test_a_taken_port_is_said_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Refusal) as refused, addresses.claimed("127.0.0.1", port):
            pytest.fail("two hold it")
    assert f"端口 {port} 不能用" in refused.value.zh
    assert f"bin/run --port {port + 1}" in refused.value.en


def test_listening_on_every_address_is_told_as_one_that_others_can_type():
    told = addresses.seen_from_outside("0.0.0.0")
    assert told != "0.0.0.0"
    assert told in addresses.names("0.0.0.0").split(",")
    assert addresses.seen_from_inside("0.0.0.0") == "127.0.0.1"
    assert addresses.url("::1", 8000) == "http://[::1]:8000"


def test_two_starts_at_the_same_moment_do_not_share_a_port():
    port = free_port()
    with addresses.claimed("127.0.0.1", port), pytest.raises(Refusal), addresses.claimed("127.0.0.1", port):
        pytest.fail("two hold it")


@pytest.mark.slow
def test_it_comes_up_refuses_a_twin_survives_kill_9_and_leaves_nothing_running():
    with data_folder() as data:
        port = free_port()
        with started(data, port) as first:
            assert f"http://127.0.0.1:{port}" in wait_until_up(first)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
                assert answer.read() == b"ok"
            with started(data, free_port()) as twin:
                told, _ = twin.communicate(timeout=20)
                assert twin.returncode == 1
                assert "正被另一个程序使用" in told
            first.kill()
            first.wait()
            assert processes.wait_until(lambda: not alive_on(data), 20), alive_on(data)

        with started(data, port) as again:
            wait_until_up(again)
            again.send_signal(signal.SIGINT)
            assert again.wait(30) == 0
            assert alive_on(data) == []
            assert (data / "county").read_text() == "empty\n"
