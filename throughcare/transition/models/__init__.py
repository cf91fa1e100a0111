"""Models of the transition context."""

from throughcare.transition.models.run import BundleRun

__all__ = ["BundleRun"]
