"""The one error shape."""

from pydantic import BaseModel


class Problem(BaseModel):
    """The one error shape."""

    code: str
    sentence: str
    fields: dict[str, str] = {}
