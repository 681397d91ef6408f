"""Log lines that cannot be forged: control characters are written out, never obeyed (hostile 39)."""

import logging


class OneLine(logging.Formatter):
    """A formatter that keeps each message on one line, but for the traceback of our own bugs."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return "".join(c if c.isprintable() else repr(c)[1:-1] for c in super().formatMessage(record))
