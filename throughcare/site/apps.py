"""The Django application of this context."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "throughcare.site"
    label = "site"

    def ready(self) -> None:
        """Connect events to the commands that follow them, and commissioning to the counts of the caseload."""
        from throughcare.commissioning import caseload
        from throughcare.kernel.events import announcer
        from throughcare.site.caseload_source import count_people
        from throughcare.site.subscriptions import SUBSCRIPTIONS, with_publishing

        announcer.subscribe(with_publishing(SUBSCRIPTIONS))
        caseload.connect(count_people)
