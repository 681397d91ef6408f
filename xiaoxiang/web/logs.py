"""Log lines that cannot be forged and hold no keys: control characters are written out, never obeyed (hostile 39)."""

import logging
import re

SECRETS = re.compile(r"(/(?:bind|r)/)[\w-]{4,}")
"""Addresses that are keys: whoever reads the log must not hold them (security.md 4)."""


class OneLine(logging.Formatter):
    """A formatter that keeps each message on one line, but for the traceback of our own bugs."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        line = SECRETS.sub(r"\1…", super().formatMessage(record))
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
