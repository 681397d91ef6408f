"""A chain as a file: one JSON object a line, which the stand-alone verifier reads without a database or a network."""

import json
from typing import IO
from uuid import UUID

from xiaoxiang.door.verify import records


def export(county_id: int, chain_id: UUID, file: IO[str], *, with_contents: bool = True) -> int:
    """Write a chain from its first entry on and say how many there were.

    `line` is the canonical text whose digest is chained; `content` and `salt` go along unless they were erased or not
    asked for: without them the file holds no name and no words, and it still verifies.
    """
    count = 0
    for entry in records(county_id, chain_id):
        row: dict[str, object] = {"height": entry.height, "head": entry.head.hex(), "line": entry.line}
        if with_contents and entry.content is not None and entry.salt is not None:
            row |= {"salt": entry.salt.hex(), "content": entry.content}
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count
