"""New versions of the Management Measures, and the holiday table of the next year."""

from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BeforeValidator, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from xiaoxiang.door import clock
from xiaoxiang.door.action import action
from xiaoxiang.door.actor import Actor, Verdict
from xiaoxiang.door.refusal import Refused
from xiaoxiang.door.words import Day, Label, Reason, clean
from xiaoxiang.people.models import Role
from xiaoxiang.places.models import Level, Place
from xiaoxiang.regulation import holidays, queries
from xiaoxiang.regulation.models import Holiday, Regulation
from xiaoxiang.regulation.parameters import Parameters
from xiaoxiang.regulation.saying import changes
from xiaoxiang.regulation.worktime import SHANGHAI


def checked(value: Any) -> Any:
    """Parameters as plain JSON, complete and in their bounds."""
    try:
        return Parameters.model_validate(value).model_dump(mode="json", by_alias=True)
    except ValidationError:
        raise PydanticCustomError("own_parameters", gettext_noop("有的数字不在允许的范围里，看看每一项")) from None


Given = Annotated[dict[str, Any], BeforeValidator(checked), Label(gettext_lazy("各项数字"))]
Table = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=1, max_length=50_000),
    Label(
        gettext_lazy("放假安排"),
        gettext_lazy("每行：日期，休或班，节日名。例如 2027-01-01，休，元旦；2027-02-05 至 2027-02-12，休，春节"),
        "textarea",
        gettext_lazy("把通知里的日期粘进来"),
    ),
]


def county_official(by: Actor) -> Verdict:
    """The Measures are the county's (seed 72)."""
    return Role.COUNTY_OFFICIAL in by.roles or gettext_noop("管理办法由县里来定。")


@action(
    "regulation.publish",
    who=county_official,
    says=gettext_lazy("{by}公布了《管理办法》{result}，{in_force_on}起施行：{reason}"),
    verb=gettext_lazy("公布这一版"),
)
def publish(
    by: Actor,
    *,
    parameters: Given,
    in_force_on: Annotated[
        Day,
        Label(gettext_lazy("哪天起施行"), gettext_lazy("最早明天，让大家先看到"), ask=gettext_lazy("写出哪天起施行")),
    ],
    reason: Reason,
) -> Regulation:
    """Publish a new version; it binds from its day on, and what began before ends by the version it began under.

    Raises Refused('badly_filled') for a day before tomorrow or before the latest version's, 'no_change'.
    """
    last = Regulation.objects.select_for_update(no_key=True).filter(county_id=by.county_id).first()
    if last is None:
        raise Refused("not_now", _("先建县，第一版随县一起有。"))
    tomorrow = clock.now().astimezone(SHANGHAI).date() + timedelta(days=1)
    earliest = max(tomorrow, last.in_force_on)
    if in_force_on < earliest:
        words = _("最早 %(day)s：公布以后才施行，也不早于前一版") % {"day": earliest.isoformat()}
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"in_force_on": words})
    if not changes(Parameters.model_validate(last.parameters), Parameters.model_validate(parameters)):
        raise Refused("no_change", _("和第 %(number)s 版一样，没有要公布的。") % {"number": last.number})
    version = Regulation.objects.create(
        county_id=by.county_id,
        number=last.number + 1,
        in_force_on=in_force_on,
        parameters=parameters,
        reason=reason,
        published_at=clock.now(),
        published_by_id=by.person_id,
    )
    queries.forget()
    return version


@action(
    "regulation.import_holidays",
    who=county_official,
    says=gettext_lazy("{by}导入了{result}的放假安排"),
    verb=gettext_lazy("导入"),
)
def import_holidays(by: Actor, *, table: Table) -> Place:
    """Take in the State Council's notice for a year (LB14); a year brought again replaces what was there.

    Raises Refused('badly_filled') with each bad row by its number.
    """
    read = holidays.parse_table(table)
    wrong = [_("第 %(row)s 行：%(wrong)s") % {"row": e.row, "wrong": e.sentence} for e in read.errors[:5]]
    if not wrong and not read.years:
        wrong = [_("日期太少，不像一年的完整安排。把一年的都粘进来")]
    if wrong:
        raise Refused("badly_filled", _("有几处要改一改，写好的都还在。"), fields={"table": " ".join(wrong)})
    Holiday.objects.filter(county_id=by.county_id, day__year__in=read.years).delete()
    Holiday.objects.filter(county_id=by.county_id, day__in=list(read.days)).delete()
    Holiday.objects.bulk_create(
        Holiday(county_id=by.county_id, day=day, is_working=works, name=read.names[day])
        for day, works in read.days.items()
    )
    queries.forget()
    return Place.objects.get(county_id=by.county_id, level=Level.COUNTY)
