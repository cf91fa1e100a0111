"""The Django application of this context."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "throughcare.supervision"
    label = "supervision"
