"""The categories a new county starts with: the seed's four, and one for all others (seed 19)."""

from django.utils.translation import gettext_noop

from xiaoxiang.places.founding import when_founded
from xiaoxiang.places.models import County
from xiaoxiang.talent.models import TalentCategory

CATEGORIES = (
    (gettext_noop("两代表一委员"), True),
    (gettext_noop("离退休党员"), True),
    (gettext_noop("流动党员"), True),
    (gettext_noop("社会群体负责人"), False),
    (gettext_noop("其他"), False),
)


@when_founded
def list_categories(county: County) -> None:
    """Lay down the list; the county adds to it and takes out what it does not want."""
    TalentCategory.objects.bulk_create(
        TalentCategory(county=county, name=name, is_political=is_political, position=position)
        for position, (name, is_political) in enumerate(CATEGORIES, 1)
    )
