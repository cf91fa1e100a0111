"""Logs as lines of JSON that hold nothing about a person.

Who writes a line does not decide what it may say: this formatter does. A message keeps its wording, and of what is filled
into it the numbers alone; a message of a package that arrives already filled in is left out, because it may hold
anything, and the place in the code says which it was. Of an exception stay its class, the SQL state and the constraint,
and the places it passed through: what it says quotes the values that it failed on (a refused start quotes none).
"""

from __future__ import annotations

import logging
import logging.config
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.json import JsonFormatter

OURS = "throughcare"
FIELDS = frozenset({"user", "view", "method", "status", "milliseconds", "task", "job", "count"})
"""What a line of ours may carry beside its message: numbers, and names that stand in the code."""
REMOVED = "[removed]"
_FRAMES = 40
_INSIDE = Path(__file__).resolve().parents[3]

request_number: ContextVar[str] = ContextVar("request_number", default="")
"""The number of the request that this thread answers; empty outside a request."""


class PrivateFormatter(JsonFormatter):
    """Writes a record as one line of JSON, without anything that could be about a person."""

    def __init__(self) -> None:
        super().__init__()
        self.datefmt = None

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            "where": f"{short(record.pathname)}:{record.lineno} {record.funcName}",
            "process": record.process,
        }
        if request_number.get():
            line["request"] = request_number.get()
        line |= dict(extras_of(record))
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault_of(record.exc_info[1])
        return str(self.serialize_log_record(line))


def message_of(record: logging.LogRecord) -> str:
    """The wording of a message, with the numbers that were filled into it and nothing else."""
    if not isinstance(record.msg, str):
        return REMOVED
    if not record.args:
        # A message of ours without arguments is a constant (a lint rule sees to it); another's may be filled in already.
        return record.msg if is_ours(record.name) else REMOVED
    try:
        if isinstance(record.args, Mapping):
            return record.msg % {name: _number_or_mark(value) for name, value in record.args.items()}
        return record.msg % tuple(_number_or_mark(value) for value in record.args)
    except (TypeError, ValueError):
        return record.msg


def extras_of(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    """What else a line says: fields of ours by name; of the queue's lines, which job of which task, never its arguments."""
    if is_ours(record.name):
        yield from ((name, value) for name, value in vars(record).items() if name in FIELDS)
    elif record.name.startswith("procrastinate"):
        job = getattr(record, "job", None)
        if isinstance(job, dict):
            yield "job", job.get("id")
            yield "task", job.get("task_name")
        if isinstance(getattr(record, "action", None), str):
            yield "action", record.action  # type: ignore[attr-defined]


def fault_of(error: BaseException) -> dict[str, Any]:
    """An exception and what caused it, without what they say: classes, SQL states, constraints, places in the code."""
    chain = list(_causes(error))
    frames = traceback.extract_tb(chain[-1].__traceback__)[-_FRAMES:]
    return {
        "faults": [_fault(one) for one in chain],
        "frames": [f"{short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def is_ours(logger: str) -> bool:
    """Whether a logger is the product's own."""
    return logger == OURS or logger.startswith(f"{OURS}.")


def short(path: str) -> str:
    """A path of code as a reader knows it: below the checkout or the folder of packages."""
    _, found, below = path.rpartition("site-packages/")
    return below if found else path.removeprefix(f"{_INSIDE}/")


def _number_or_mark(value: object) -> object:
    return value if isinstance(value, int | float) else REMOVED


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, then what it was raised from or during, to the first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _fault(error: BaseException) -> dict[str, str]:
    found = {"class": f"{type(error).__module__}.{type(error).__qualname__}"}
    if isinstance(error, ImproperlyConfigured):
        # Why a process refused to start: a sentence about settings, for whoever started it.
        found["says"] = str(error)
    known = getattr(error, "diag", None)
    for name, value in (
        ("sqlstate", getattr(error, "sqlstate", None)),
        ("table", getattr(known, "table_name", None)),
        ("column", getattr(known, "column_name", None)),
        ("constraint", getattr(known, "constraint_name", None)),
    ):
        if isinstance(value, str) and value:
            found[name] = value
    return found


def configure(settings: Mapping[str, Any]) -> None:
    """Django's ``LOGGING_CONFIG`` of a deployment: what Python would print by itself goes to the log as well."""
    logging.config.dictConfig(dict(settings))
    logging.captureWarnings(True)
    fallen = logging.getLogger(f"{OURS}.process")
    sys.excepthook = lambda *raised: fallen.critical("ended by an exception", exc_info=raised)
    threading.excepthook = lambda raised: fallen.error("a thread ended by an exception", exc_info=_told(raised))
    sys.unraisablehook = lambda raised: fallen.error("an exception that nobody could catch", exc_info=_told(raised))


def _told(raised: Any) -> BaseException | bool:
    found: BaseException | None = raised.exc_value
    return found if found is not None else False


def logging_settings(level: str) -> dict[str, Any]:
    """Django's ``LOGGING`` of a deployment: every logger writes to standard error through ``PrivateFormatter``.

    ``level`` is the product's own and the queue's; packages speak from WARNING on.
    """
    packages = ("django", "django.security", "django.server", "py.warnings", "gunicorn.error")
    console = {"handlers": ["console"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"private": {"()": "throughcare.site.operation.logs.PrivateFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "private"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **dict.fromkeys(packages, console),
            # What a visitor did wrong (an address that is none, a refused page) is in the line of the request.
            "django.request": {**console, "level": "ERROR"},
            OURS: {**console, "level": level},
            "procrastinate": {**console, "level": level},
            "procrastinate.periodic": console,
        },
    }
