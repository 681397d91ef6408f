"""JSON as we accept it: what Python's reader lets through or chokes on is answered with 400 (hostile 32)."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from xiaoxiang.door.refusal import Refused


def no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def read(body: bytes) -> Any:
    """The value. Raises Refused('unreadable_json', 400) for NaN, doubled keys, lone surrogates, endless nests."""
    try:
        value = json.loads(body.decode(), parse_constant=no_constant, object_pairs_hook=once_each)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused("unreadable_json", _("这段 JSON 读不出来。"), status=400) from None
    return value


class StrictParser(Parser):
    """django-ninja's reader, made strict."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Refused("not_json", _("用 application/json 送来。"), status=415)
        try:
            body = request.body
        except RequestDataTooBig:
            raise Refused("too_large", _("送来的太大。"), status=413) from None
        value = read(body)
        if not isinstance(value, dict):
            raise Refused("unreadable_json", _("最外面要是一个 JSON 对象。"), status=400)
        return value
