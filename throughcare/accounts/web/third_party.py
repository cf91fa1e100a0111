"""Views that come from packages and cannot carry a permission themselves: declared here, and nowhere else.

The walk over every address reads this table. A view of a package that is missing from it fails the suite.
"""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.accounts.web.access import PUBLIC

DECLARED: Mapping[str, str] = {
    "django.views.i18n.set_language": PUBLIC,
    "django.views.static.serve": PUBLIC,
    "django.contrib.staticfiles.views.serve": PUBLIC,
    "ninja.openapi.views.default_home": PUBLIC,
    "ninja.openapi.views.openapi_json": PUBLIC,
    "ninja.openapi.views.openapi_view": PUBLIC,
}
"""Module and name of the view: a permission of ``accounts/rules/roles.py``, or public."""


def declared_permission(view: object) -> str | None:
    """What the view asks for: its own declaration, else this table's; None where there is neither."""
    own = getattr(view, "permission", None) or getattr(getattr(view, "view_class", None), "permission", None)
    if own is not None:
        return str(own)
    target = getattr(view, "view_class", getattr(view, "func", view))
    return DECLARED.get(f"{getattr(target, '__module__', '')}.{getattr(target, '__qualname__', '')}")
