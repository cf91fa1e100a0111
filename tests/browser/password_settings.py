"""The demonstration's settings, with passwords and second factors instead of picking a person."""

from throughcare.site.settings.demo import *  # noqa: F403

DEMO_SIGN_IN = False
