"""What every room lays down when a county is founded: the rooms below say it here, `county.found` calls them in order."""

from collections.abc import Callable

from xiaoxiang.places.models import County

Lay = Callable[[County], None]
rooms: list[Lay] = []


def when_founded(lay: Lay) -> Lay:
    """Have a function called with every new county, inside the transaction that founds it."""
    rooms.append(lay)
    return lay
