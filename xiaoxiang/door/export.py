"""A chain as a file: one JSON object a line, which the stand-alone verifier reads without a database or a network."""

import json
from collections.abc import Iterator
from uuid import UUID

from xiaoxiang.door.verify import records


def rows(county_id: int, chain_id: UUID, *, with_contents: bool = True) -> Iterator[str]:
    """The lines of the file, from the first entry on.

    `line` is the canonical text whose digest is chained; `content` and `salt` go along unless they were erased or not
    asked for: without them the file holds no name and no words, and it still verifies.
    """
    for entry in records(county_id, chain_id):
        row: dict[str, object] = {"height": entry.height, "head": entry.head.hex(), "line": entry.line}
        if with_contents and entry.content is not None and entry.salt is not None:
            row |= {"salt": entry.salt.hex(), "content": entry.content}
        yield json.dumps(row, ensure_ascii=False) + "\n"
