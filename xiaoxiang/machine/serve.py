"""The web server: granian takes the connections, `receiving.py` the requests, a few threads answer them."""

import os
import sys

# A connection that is slow holds nothing but itself, so many may be open: the limits that count are in receiving.py.
SERVER = [
    "--interface=rsgi",
    "--http=1",
    "--no-ws",
    "--workers=1",
    "--backpressure=1024",
    "--http1-header-read-timeout=10000",
    "--workers-kill-timeout=10",
    "--respawn-failed-workers",
    "--log-level=warning",
]


def serve(arguments: list[str]) -> int:
    """Become the web server. `arguments`: host and port, both optional; does not return."""
    host, port = [*arguments, "127.0.0.1", "8000"][:2] if len(arguments) != 1 else [arguments[0], "8000"]
    command = [sys.executable, "-m", "granian", *SERVER, f"--host={host}", f"--port={port}"]
    os.execv(sys.executable, [*command, "xiaoxiang.machine.reception:reception"])
