"""Log lines, as text or as JSON with one object a line; nothing that a client sends ends one."""

import json
import logging
from datetime import UTC, datetime

from etpserver.printable import printable, printable_lines


class TextFormatter(logging.Formatter):
    """A line as the `fmt` of the settings says; a traceback follows on lines of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        return printable(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return printable_lines(super().format(record))


class JsonFormatter(logging.Formatter):
    """Keys `time`, `level`, `logger`, `message` and, after an error, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line)
