"""The Django application of this context."""

from django.apps import AppConfig


class TransitionConfig(AppConfig):
    name = "throughcare.transition"
    label = "transition"
