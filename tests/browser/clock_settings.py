"""The demonstration's settings, with a clock that a test sets forward: so many seconds as a file beside the site's says."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from tests.browser.clock import CLOCK
from throughcare.site.settings.demo import *  # noqa: F403

_now = timezone.now


def moved() -> datetime:
    """The time, so far ahead as the file says."""
    file = Path(os.environ["THROUGHCARE_HOME"]) / CLOCK
    return _now() + timedelta(seconds=float(file.read_text()) if file.exists() else 0)


timezone.now = moved
