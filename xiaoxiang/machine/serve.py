"""The web server: granian, one process, several threads, with a deadline for slow senders."""

import os
import sys

# Six threads: requests wait for the database most of the time, and one thread would let a slow one block the rest.
# At most 64 requests wait inside; more wait in the kernel's queue instead of in our memory.
SERVER = [
    "--interface=wsgi",
    "--http=1",
    "--no-ws",
    "--workers=1",
    "--blocking-threads=6",
    "--backpressure=64",
    "--http1-header-read-timeout=10000",
    "--workers-kill-timeout=10",
    "--respawn-failed-workers",
    "--log-level=warning",
]


def serve(arguments: list[str]) -> int:
    """Become the web server. `arguments`: host and port, both optional; does not return."""
    host, port = [*arguments, "127.0.0.1", "8000"][:2] if len(arguments) != 1 else [arguments[0], "8000"]
    command = [sys.executable, "-m", "granian", *SERVER, f"--host={host}", f"--port={port}"]
    os.execv(sys.executable, [*command, "xiaoxiang.web.wsgi:application"])
