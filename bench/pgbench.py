"""What the same rows cost when nothing but PostgreSQL is asked: the statements of one action, sent by pgbench."""

import re
import subprocess
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

UUIDS = re.compile(r"'([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})'", re.IGNORECASE)
WRITES = ("INSERT", "WITH", "UPDATE")


def statements(do: Any) -> list[str]:
    """The statements of an action as it sent them."""
    with CaptureQueriesContext(connection) as captured:
        do()
    return [q["sql"].strip() for q in captured.captured_queries]


def script(sent: list[str], known: set[UUID]) -> str:
    """A pgbench script that writes the same rows: every id that is new to the action is drawn anew each time."""
    body = [s for s in sent if s.startswith(WRITES) or s.startswith("SELECT procrastinate")]
    drawn: dict[str, str] = {}
    for statement in body:
        for found in UUIDS.findall(statement):
            if UUID(found) not in known:
                drawn.setdefault(found, f"id{len(drawn)}")
    text = ";\n".join(statement.replace("\n", " ") for statement in body) + ";\n"
    for value, name in drawn.items():
        text = text.replace(f"'{value}'", f":{name}")
    text = re.sub(r"'\d\d-\d{4}-\d{4}'", ":number", text)
    # Digests are new each time as well: the receipt's must be.
    text = re.sub(r"'\\x[0-9a-f]{64}'", "sha256(random()::text::bytea)", text)
    draw = ", ".join(f"quote_literal(gen_random_uuid()) AS {name}" for name in drawn.values())
    number = "quote_literal(substr(md5(random()::text), 1, 12)) AS number"
    return f"SELECT {draw}, {number} \\gset\nBEGIN;\n{text}COMMIT;\n"


def run(pgbench: Path, url: str, folder: Path, text: str, transactions: int) -> None:
    """Run the script one after another on one connection. Raises CalledProcessError with what pgbench said."""
    file = folder / "rows.sql"
    file.write_text(text)
    command = [str(pgbench), "--no-vacuum", "--client=1", f"--transactions={transactions}", f"--file={file}", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or "processed: 0/" in done.stdout:
        raise RuntimeError(done.stderr[-2000:] or done.stdout)
