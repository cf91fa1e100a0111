"""The Django application of this context."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "throughcare.outbox"
    label = "outbox"
