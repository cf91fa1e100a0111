"""Models of events to other systems."""

from throughcare.webhooks.models.subscription import Happening, Secret, Subscription

__all__ = ["Happening", "Secret", "Subscription"]
