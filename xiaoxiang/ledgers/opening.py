"""The one place where a stranger's workbook is opened: a short-lived process with little memory and nothing to steal.

Run by `reading.py` as a script, alone and without environment: the file on standard input; on standard output one JSON
line per row, or one line with what is wrong.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime, time

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 20
UNPACKED = 120 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_FILES = 500
LONGEST = 2000


def limit() -> None:
    """Give up memory, CPU time and files before the first byte is looked at."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def is_bomb(raw: bytes) -> bool:
    """Whether the archive says, or in truth, unpacks to more than any list needs. Each part is unpacked to see."""
    seen = 0
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > UNPACKED:
            return True
        for part in parts:
            with packed.open(part) as stream:
                while chunk := stream.read(1 << 20):
                    seen += len(chunk)
                    if seen > UNPACKED:
                        return True
    return False


def text(value: object) -> str:
    """A cell as it was meant: 3 for 3.0, a day without midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST].strip()


def rows(raw: bytes) -> list[list[str]]:
    """The cells of the first sheet as text. Raises ValueError with a code of `reading.SENTENCES`."""
    import python_calamine  # noqa: PLC0415 - after the limits are set

    if raw[:4] == b"\xd0\xcf\x11\xe0":
        raise ValueError("old_format")
    try:
        if is_bomb(raw):
            raise ValueError("too_big")
        book = python_calamine.load_workbook(io.BytesIO(raw))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 20:
            raise ValueError("too_many_rows")
        return [[text(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, python_calamine.CalamineError):
        raise ValueError("not_a_workbook") from None


def main() -> None:
    limit()
    try:
        found = rows(sys.stdin.buffer.read())
    except ValueError as wrong:
        sys.stdout.write(json.dumps({"refused": str(wrong)}) + "\n")
        return
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "too_big"}) + "\n")
        return
    for row in found:
        sys.stdout.write(json.dumps(row, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
