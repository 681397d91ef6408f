"""Days, moments and limits as people say them: 11月25日（周三）, 明天 9:00, 还有 3 个工作日, 3 天前.

Everything is said in Shanghai time (LB15) and relative to a `now` the caller gives; the year is said only when it is
another one. The sentences are Chinese and reach English through the catalogue.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from xiaoxiang.regulation.worktime import END_OF_DAY, SHANGHAI, WorkCalendar

MONTHS = (
    gettext_noop("1月"),
    gettext_noop("2月"),
    gettext_noop("3月"),
    gettext_noop("4月"),
    gettext_noop("5月"),
    gettext_noop("6月"),
    gettext_noop("7月"),
    gettext_noop("8月"),
    gettext_noop("9月"),
    gettext_noop("10月"),
    gettext_noop("11月"),
    gettext_noop("12月"),
)
WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)
LONG_AGO = 30  # days


def day(on: date, now: datetime | None = None) -> str:
    """11月25日（周三）, or 2027年1月5日（周二） when `now` is given and lies in another year."""
    on = _local(on).date() if isinstance(on, datetime) else on
    weekday = _(WEEKDAYS[on.weekday()])
    return _("%(date)s（%(weekday)s）") % {"date": _date(on, now), "weekday": weekday}


def moment(at: datetime, now: datetime | None = None) -> str:
    """11月21日 8:40, or 2025年11月21日 8:40 when `now` is given and lies in another year."""
    local = _local(at)
    return _("%(date)s %(clock)s") % {"date": _date(local.date(), now), "clock": _clock(local.time())}


def by_when(due: datetime, now: datetime) -> str:
    """今天 16:30, 明天 9:00, 11月25日（周三）17:30; a limit that ends with its day is said without a clock."""
    local, today = _local(due), _local(now).date()
    clock = "" if local.time() == END_OF_DAY else _clock(local.time())
    days = (local.date() - today).days
    if days not in (0, 1):
        return _("%(day)s%(clock)s") % {"day": day(local.date(), now), "clock": clock} if clock else day(local, now)
    if not clock:
        return _("今天") if days == 0 else _("明天")
    return (_("今天 %(clock)s") if days == 0 else _("明天 %(clock)s")) % {"clock": clock}


def left(due: datetime, now: datetime, calendar: WorkCalendar) -> str:
    """还有 3 个工作日, 还有 2 小时, 今天到期, 超期 2 天: what is left of a limit, or by how much it is over.

    A limit in calendar days or months (it ends at 23:59:59) is told in days, any other in working days.
    """
    if now > due:
        return _over(due, now)
    local, today = _local(due), _local(now).date()
    days = (local.date() - today).days
    if days == 0:
        return _("今天到期") if local.time() == END_OF_DAY else _time_left(due, now)
    if local.time() != END_OF_DAY and (working := calendar.working_days_between(today, local.date())):
        return ngettext("还有 %(number)d 个工作日", "还有 %(number)d 个工作日", working) % {"number": working}
    return ngettext("还有 %(number)d 天", "还有 %(number)d 天", days) % {"number": days}


def ago(at: datetime, now: datetime) -> str:
    """刚刚, 20 分钟前, 2 小时前, 昨天, 3 天前, and after a month the day itself; the future is said as a moment."""
    minutes = int((now - at).total_seconds() // 60)
    days = (_local(now).date() - _local(at).date()).days
    if minutes < -5:
        return moment(at, now)
    if minutes < 60 or days == 0:
        return _this_day(minutes)
    if days == 1:
        return _("昨天")
    if days < LONG_AGO:
        return ngettext("%(number)d 天前", "%(number)d 天前", days) % {"number": days}
    return _date(_local(at).date(), now)


def _this_day(minutes: int) -> str:
    if minutes < 1:
        return _("刚刚")
    if minutes < 60:
        return ngettext("%(number)d 分钟前", "%(number)d 分钟前", minutes) % {"number": minutes}
    return ngettext("%(number)d 小时前", "%(number)d 小时前", minutes // 60) % {"number": minutes // 60}


def _over(due: datetime, now: datetime) -> str:
    days = (_local(now).date() - _local(due).date()).days
    if days:
        return ngettext("超期 %(number)d 天", "超期 %(number)d 天", days) % {"number": days}
    hours = int((now - due).total_seconds() // 3600)
    return ngettext("超期 %(number)d 小时", "超期 %(number)d 小时", hours) % {"number": hours} if hours else _("刚超期")


def _time_left(due: datetime, now: datetime) -> str:
    minutes = int((due - now).total_seconds() // 60)
    if minutes < 1:
        return _("马上到期")
    if minutes < 60:
        return ngettext("还有 %(number)d 分钟", "还有 %(number)d 分钟", minutes) % {"number": minutes}
    return ngettext("还有 %(number)d 小时", "还有 %(number)d 小时", minutes // 60) % {"number": minutes // 60}


def _date(on: date, now: datetime | None) -> str:
    said = _("%(month)s%(day)s日") % {"month": _(MONTHS[on.month - 1]), "day": on.day}
    if now is None or _local(now).year == on.year:
        return said
    return _("%(year)s年%(date)s") % {"year": on.year, "date": said}


def _clock(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def _local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)
