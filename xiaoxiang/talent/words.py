"""The kinds of words that this room asks for."""

import re
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from xiaoxiang.door.words import Label, Line, clean, one_line
from xiaoxiang.talent.models import Time

BETWEEN = re.compile(r"[、，,；;/\n]")
LONGEST, MOST = 20, 12


def apart(value: Any) -> Any:
    """会修电、理发 as two, however they were written apart, each once, in their order."""
    if not (value is None or isinstance(value, str | list | tuple)):
        return value
    parts = [value] if isinstance(value, str) else list(value or [])
    split = [one_line(word) for part in parts for word in BETWEEN.split(str(clean(part)))]
    kept = list(dict.fromkeys(word for word in split if word))
    if any(len(word) > LONGEST for word in kept):
        raise PydanticCustomError("own_strength", gettext_noop("每样特长写短些，20 个字以内，中间用顿号隔开"))
    if len(kept) > MOST:
        raise PydanticCustomError("own_strengths", gettext_noop("最多写 12 样，写最拿手的"))
    return kept


Strengths = Annotated[
    list[str],
    BeforeValidator(apart),
    Label(_("特长"), _("会什么写什么，中间用顿号隔开，例如：修电、理发、调解"), "text"),
]
Times = Annotated[tuple[Time, ...], Field(max_length=len(Time)), Label(_("什么时候有空"), "", "checkboxes")]
TimesNote = Annotated[
    str, BeforeValidator(one_line), StringConstraints(max_length=100), Label(_("时间上还有什么要说的"))
]
Proxy = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(max_length=60),
    Label(_("谁替他答的"), _("本人答的不用写；别人代答，写姓名和关系，例如：女儿赵敏")),
]
Remark = Annotated[
    str, BeforeValidator(clean), StringConstraints(max_length=200), Label(_("还说了什么"), "", "textarea")
]
ResourceName = Annotated[Line, Label(_("叫什么"), _("例如：上门理发"), ask=_("写出叫什么"))]
