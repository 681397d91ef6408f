"""How the product says no: one shape for pages, phones and JSON."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

STATUS = {"may_not": 403, "not_found": 404, "badly_filled": 422}
NOT_NOW = 409


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A sentence somebody can act on, and a code a program can act on.

    403 may not, 404 cannot see, 409 not now, 422 badly filled in. `fields` holds one sentence for each field that is
    badly filled in.
    """

    def __init__(
        self, code: str, sentence: str | Promise, *, status: int | None = None, fields: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence
        self.status = status or STATUS.get(code, NOT_NOW)
        self.fields = dict(fields or {})

    def as_json(self) -> dict[str, Any]:
        """The one error shape of the product."""
        return {
            "code": self.code,
            "sentence": str(self.sentence),
            "fields": {name: str(sentence) for name, sentence in self.fields.items()},
        }
