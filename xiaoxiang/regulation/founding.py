"""The first version of the Management Measures, laid down with a county: the product's proposals (XP3)."""

from xiaoxiang.door import clock
from xiaoxiang.places.founding import when_founded
from xiaoxiang.places.models import County
from xiaoxiang.regulation import parameters, queries
from xiaoxiang.regulation.models import Regulation
from xiaoxiang.regulation.worktime import SHANGHAI


@when_founded
def first_version(county: County) -> None:
    """Number 1, in force from the day of founding."""
    Regulation.objects.create(
        county=county,
        number=1,
        in_force_on=clock.now().astimezone(SHANGHAI).date(),
        parameters=parameters.defaults(),
        reason="初版：产品给出的默认值",
        published_at=clock.now(),
    )
    queries.forget()
