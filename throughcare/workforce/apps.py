"""The Django application of this context."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "throughcare.workforce"
    label = "workforce"
