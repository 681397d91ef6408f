"""The kinds of matter a new county starts with: the product's own list, the seed's three first (seed 30)."""

import csv
from pathlib import Path

from xiaoxiang.matters.models import MatterKind
from xiaoxiang.places.founding import when_founded
from xiaoxiang.places.models import County

KINDS = Path(__file__).parent / "data" / "kinds.csv"


@when_founded
def offer_kinds(county: County) -> None:
    """Lay down the list; the county takes out what it does not want."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("code", "name", "english", "group", "limit", "telephone")
    MatterKind.objects.bulk_create(
        MatterKind(
            county=county,
            position=int(row["position"]),
            is_danger=row["is_danger"] == "yes",
            is_private=row["is_private"] == "yes",
            **{name: row[name] for name in columns},
        )
        for row in rows
    )
