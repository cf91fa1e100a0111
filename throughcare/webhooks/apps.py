"""The Django application of this context."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "throughcare.webhooks"
    label = "webhooks"
