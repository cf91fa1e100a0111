"""The Django application of this context."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "throughcare.site"
    label = "site"
