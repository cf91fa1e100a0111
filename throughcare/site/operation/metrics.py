"""What an installation measures, in the format of Prometheus.

A web server counts its requests, by the name of the view and never by address, and adds up its processes; what the
database knows (``gauges.py``) is asked at the moment of the answer. Nothing here is about a person.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIServer

from django.db import Error, connection, transaction
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from throughcare.site.operation.gauges import Gauge, gauges_for

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""What a method is called; the browser may send any word, which is then called ``other``."""

# A registry of its own, so that counts of this process alone are never given out as those of the server.
_COUNTED = CollectorRegistry()
REQUESTS = Counter("throughcare_requests", "Requests answered.", ["view", "method", "status"], registry=_COUNTED)
REQUEST_SECONDS = Histogram(
    "throughcare_request_seconds", "Time until the answer began.", ["view"], buckets=_SECONDS, registry=_COUNTED
)


def count_request(*, view: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request; ``view`` and ``method`` are names from fixed lists."""
    REQUESTS.labels(view, method, str(status)).inc()
    REQUEST_SECONDS.labels(view).observe(seconds)


class DatabaseCollector(Collector):
    """What the database knows, asked when it is collected, as the role that this process connects as."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family for each gauge; where the database does not answer, that and nothing more."""
        reached = GaugeMetricFamily("throughcare_database_up", "Whether the database answers.")
        try:
            found = [_family(gauge) for gauge in gauges_for(os.environ.get("THROUGHCARE_ROLE", "web"))]
        except Error:
            found = []
        reached.add_metric([], float(bool(found)))
        yield reached
        yield from found


def _family(gauge: Gauge) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"throughcare_{gauge.name}", gauge.help, labels=gauge.labels)
    for *labels, value in _rows(gauge.sql):
        if value is not None:
            family.add_metric([str(label) for label in labels], float(value))
    return family


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughcare.actor', '0', true), set_config('statement_timeout', '5s', true)")
        cursor.execute(sql)
        return list(cursor.fetchall())


def exposition() -> bytes:
    """Everything that this server measures, as Prometheus reads it."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry = _COUNTED
    return generate_latest(registry) + generate_latest(_database())


def serve_worker_metrics(host: str, port: int) -> WSGIServer:
    """Answer on an address of its own, in a thread, with what the database knows; for a worker."""
    server, _thread = start_http_server(port, host, registry=_database(closing=True))
    return server


class _ClosingCollector(DatabaseCollector):
    """For a thread that no request ends: its connection is given back after each answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            yield from list(super().collect())
        finally:
            connection.close()


def _database(*, closing: bool = False) -> CollectorRegistry:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_ClosingCollector() if closing else DatabaseCollector())
    return registry
