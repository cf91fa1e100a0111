"""The Django application of this context."""

from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "throughcare.own"
    label = "own"
