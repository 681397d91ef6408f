"""The kinds of words people fill in: cleaned once, here, and told apart by name everywhere else."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}")
SHORT = re.compile(r"(1[012]\d|12\d{3}|9\d{4}|400\d{7}|800\d{7})")
STRAY = re.compile(r"[\s\-‐-―()（）.+]")


@dataclass(frozen=True)
class Label:
    """What stands on the form beside a field: the label, the hint under it, and how it is asked."""

    title: str | Promise
    hint: str | Promise = ""
    widget: str = ""
    ask: str | Promise = ""
    """The sentence when it was left empty."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        drawn = handler(schema)
        drawn["title"] = str(self.title)
        if self.hint:
            drawn["description"] = str(self.hint)
        return drawn


def clean(value: Any) -> Any:
    """Take away what no person typed on purpose: zero-width and bidi marks, stray control characters, outer space.

    The words themselves stay as written (no NFKC: it changes rare characters of people's names).
    Raises a validation error for a text that no database can hold.
    """
    if not isinstance(value, str):
        return value
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise PydanticCustomError("unreadable", "这段文字里有读不出的字符，重写一遍试试")
    kept = "".join(c for c in value.replace("\r\n", "\n") if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc"))
    return kept.strip()


def one_line(value: Any) -> Any:
    value = clean(value)
    return " ".join(value.split()) if isinstance(value, str) else value


def plain_phone(value: Any) -> Any:
    """'１３８-００１３ ８０００' and ' +86 138 0013 8000' are the same number."""
    if not isinstance(value, str):
        return value
    digits = STRAY.sub("", unicodedata.normalize("NFKC", clean(value)))
    return digits.removeprefix("86") if len(digits) == 13 else digits


def telephone(value: str) -> str:
    if value and not (MOBILE.fullmatch(value) or LANDLINE.fullmatch(value) or SHORT.fullmatch(value)):
        raise PydanticCustomError("phone", "写出 11 位手机号，或带区号的座机号")
    return value


def sensible_moment(value: datetime) -> datetime:
    if not 2000 <= value.year <= 2100:
        raise PydanticCustomError("moment", "写出 2000 年到 2100 年之间的日期")
    return value


def sensible_day(value: date) -> date:
    if not 1900 <= value.year <= 2100:
        raise PydanticCustomError("day", "写出 1900 年到 2100 年之间的日期")
    return value


Line = Annotated[str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=60)]
"""A few words on one line."""
Words = Annotated[str, BeforeValidator(clean), StringConstraints(min_length=1, max_length=500)]
"""A sentence or a few."""
Name = Annotated[
    str, BeforeValidator(one_line), StringConstraints(min_length=1, max_length=50), Label(_("姓名"), ask=_("写出姓名"))
]
Phone = Annotated[
    str,
    BeforeValidator(plain_phone),
    StringConstraints(max_length=20),
    AfterValidator(telephone),
    Label(_("电话"), widget="phone"),
]
Reason = Annotated[
    str,
    BeforeValidator(clean),
    StringConstraints(min_length=2, max_length=500),
    Label(_("原因"), widget="textarea", ask=_("写一写原因，当事人会看到")),
]
Moment = Annotated[datetime, AfterValidator(sensible_moment)]
Day = Annotated[date, AfterValidator(sensible_day)]
