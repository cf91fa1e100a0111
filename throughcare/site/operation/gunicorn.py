"""How gunicorn runs: one log for all, no access log of its own, counts of its processes added up.

Named by ``throughcare serve`` as its configuration; the numbers of processes and threads come from there.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

from django.conf import settings
from django.utils.log import configure_logging
from gunicorn.glogging import Logger
from prometheus_client import multiprocess

worker_class = "gthread"
preload_app = True
loglevel = "warning"
control_socket_disable = True


class OneLog(Logger):  # type: ignore[misc]
    """Gunicorn's errors go the way of all others; it writes no access log, because that quotes addresses and queries."""

    def setup(self, cfg: Any) -> None:
        """Take the handlers of ``LOGGING`` in place of gunicorn's."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)

    def access(self, *_: Any) -> None:
        """Nothing: ``RequestMiddleware`` writes the line of a request."""


logger_class = OneLog


def child_exit(_server: Any, worker: Any) -> None:
    """A process ended: what it measured of the moment goes with it, what it counted stays."""
    if settings.METRICS_ADDRESS:
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """The server ends: so does the folder of its counts."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if settings.METRICS_ADDRESS and folder:
        shutil.rmtree(folder, ignore_errors=True)
