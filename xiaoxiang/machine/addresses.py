"""Where the web server is reached: the port it holds, the names it answers to, the address people type."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from xiaoxiang.machine.terminal import Refusal

OWN = ["localhost", "127.0.0.1", "[::1]"]
SOMEBODY = ("192.0.2.1", 9)  # an address of no network (RFC 5737): asking for the way there sends nothing


def seen_from_outside(host: str) -> str:
    """The address others reach us at: for 0.0.0.0 or :: the one of this computer in its network."""
    if not _is_every(host):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEBODY)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def seen_from_inside(host: str) -> str:
    """An address this computer itself reaches it at."""
    if _is_every(host):
        return "::1" if ":" in host else "127.0.0.1"
    return host


def url(host: str, port: int) -> str:
    return f"http://{_in_url(host)}:{port}"


def names(host: str) -> str:
    """The host names the web answers to, comma-separated: this computer's, and the one it listens on."""
    return ",".join(dict.fromkeys([*OWN, socket.gethostname(), _in_url(seen_from_outside(host))]))


@contextmanager
def claimed(host: str, port: int) -> Iterator[None]:
    """Hold a port as long as we run. Raises Refusal when another program has it.

    The web server shares its port with whoever allows it, so two starts at the same moment would both come up and
    take turns in answering; a name held in the kernel (Linux) makes the second one see the first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe, socket.socket(socket.AF_UNIX) as name:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if sys.platform == "linux":
                name.bind(f"\0xiaoxiang-port-{port}")
            probe.bind((host, port))
            probe.close()
        except OSError as error:
            raise Refusal(
                f"{host} 的端口 {port} 不能用（{error.strerror}）。用 --port 换一个，例如 bin/run --port {port + 1}。",
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                f"Choose another by --port, for example bin/run --port {port + 1}.",
            ) from error
        yield


def _is_every(host: str) -> bool:
    return set(host) <= set("0.:")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
