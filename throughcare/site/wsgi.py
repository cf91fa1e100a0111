"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
application = get_wsgi_application()

from throughcare.site.startup import refuse_unsafe_database  # noqa: E402

refuse_unsafe_database()
