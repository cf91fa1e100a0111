"""The Django application of this context."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "throughcare.organisations"
    label = "organisations"
