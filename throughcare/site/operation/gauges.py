"""Questions to the database whose answers are measured: numbers and states, nothing about a person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Gauge:
    """One measure: ``sql`` gives rows of labels and a value. ``every_row``: needs a role that sees every person."""

    name: str
    help: str
    sql: str
    labels: tuple[str, ...] = ()
    every_row: bool = False


GAUGES = (
    Gauge(
        "jobs",
        "Jobs that are kept, by queue and state; todo is the length of the queue.",
        "SELECT queue_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2",
        ("queue", "state"),
    ),
    Gauge(
        "job_waiting_seconds",
        "How long the oldest job that could start has waited, by queue.",
        """SELECT job.queue_name, extract(epoch FROM now() - min(coalesce(job.scheduled_at, deferred.at)))
           FROM procrastinate_jobs job
           LEFT JOIN procrastinate_events deferred ON deferred.job_id = job.id AND deferred.type = 'deferred'
           WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
           GROUP BY 1 ORDER BY 1""",
        ("queue",),
    ),
    Gauge(
        "workers",
        "Workers that have shown life in the last minute.",
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'",
    ),
    Gauge(
        "outbox_messages",
        "Messages of the outbox, by channel and state.",
        "SELECT channel, state, messages FROM outbox_backlog() ORDER BY 1, 2",
        ("channel", "state"),
    ),
    Gauge(
        "outbox_waiting_seconds",
        "How long the oldest message that is not yet sent has been there, by channel; one for later counts too.",
        """SELECT channel, extract(epoch FROM now() - min(oldest)) FROM outbox_backlog()
           WHERE state IN ('waiting', 'sending', 'failed') GROUP BY 1 ORDER BY 1""",
        ("channel",),
    ),
    Gauge(
        "bundle_runs",
        "Imports and exports asked for on a page, by direction and state.",
        "SELECT direction, state, count(*) FROM transition_bundlerun GROUP BY 1, 2 ORDER BY 1, 2",
        ("direction", "state"),
    ),
    Gauge(
        "bundle_run_finished_timestamp_seconds",
        "When an import or export last ended well.",
        """SELECT direction, extract(epoch FROM max(ended_at)) FROM transition_bundlerun WHERE state = 'done'
           GROUP BY 1 ORDER BY 1""",
        ("direction",),
    ),
    Gauge(
        "database_connections",
        "Connections to this database, by role and state; the state of another role's is not shown.",
        """SELECT usename, coalesce(state, 'unknown'), count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND usename IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2""",
        ("role", "state"),
    ),
    Gauge(
        "database_connections_limit",
        "How many connections the database server takes.",
        "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int",
    ),
    Gauge("database_bytes", "Size of the database.", "SELECT pg_database_size(current_database())"),
    Gauge(
        "consultation_log_months_ahead",
        "Months after this one for which the log of who looked has room of its own.",
        """SELECT count(*) FROM generate_series(1, 24) AS ahead WHERE to_regclass('audit_consultation_'
           || to_char(date_trunc('month', now()) + ahead * interval '1 month', 'YYYY_MM')) IS NOT NULL""",
    ),
    Gauge(
        "stale_answers",
        "Stored answers of the rules that time has overtaken and nobody has asked again.",
        "SELECT count(*) FROM supervision_contactdue WHERE holds_until <= current_date",
        every_row=True,
    ),
    Gauge(
        "stale_answer_oldest_seconds",
        "How long the oldest of them has been overtaken.",
        """SELECT coalesce(extract(epoch FROM now() - min(holds_until)::timestamptz), 0)
           FROM supervision_contactdue WHERE holds_until <= current_date""",
        every_row=True,
    ),
)  # fmt: skip


def gauges_for(role: str) -> tuple[Gauge, ...]:
    """The gauges that a process of the role can answer truly; row security hides people from the web role."""
    return tuple(gauge for gauge in GAUGES if role == "jobs" or not gauge.every_row)
