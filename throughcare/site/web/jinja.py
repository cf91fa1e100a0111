"""The Jinja2 environment of every page: the design system's macros, translation, words for dates and numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, npgettext, pgettext
from markupsafe import Markup, escape

from throughcare.accounts.web.language import quick_gettext, quick_ngettext
from throughcare.kernel.decision import Decision
from throughcare.site.web import words
from throughcare.site.web.addresses import address_of
from throughcare.site.web.forms import describe, error_list
from throughcare.site.web.quick_templates import QuickEnvironment
from throughcare.workforce.models import Staff

# Column and row of each region on the tile map, by the code of the region.
REGION_PLACES = {
    "N54": (3, 1),  # North East
    "N51": (2, 2),  # North West
    "N55": (3, 2),  # Yorkshire and the Humber
    "N50": (2, 3),  # Greater Manchester
    "N53": (3, 3),  # East Midlands
    "N03": (1, 4),  # Wales
    "N52": (2, 4),  # West Midlands
    "N56": (3, 4),  # East of England
    "N58": (1, 5),  # South West
    "N59": (2, 5),  # South Central
    "N07": (3, 5),  # London
    "N57": (4, 5),  # Kent, Surrey and Sussex
}

_PLACE = re.compile(r"\{(\w+)\}")


def environment(**options: Any) -> jinja2.Environment:
    """Django's Jinja2 backend calls this with its loader; the design system's templates are chained after it."""
    options["undefined"] = jinja2.ChainableUndefined
    options["loader"] = jinja2.ChoiceLoader(
        [
            options["loader"],
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
            jinja2.PackageLoader("django.forms", "jinja2"),
        ]
    )
    env = QuickEnvironment(
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        **options,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        quick_gettext, quick_ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        static=static,
        url=url,
        say=say,
        today=timezone.localdate,
        with_query=with_query,
        decision_words=decision_words,
        language=words.language,
        describe_field=describe,
        form_errors=error_list,
        days_away=words.days_away,
        region_places=REGION_PLACES,
        band_of=band_of,
        staff_names=staff_names,
    )
    env.filters.update(words.FILTERS, every_plural=every_plural)
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The path of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None) if args or kwargs else address_of(name)


def say(template: str, /, **values: Any) -> Markup:
    """The sentence ``template`` (``{name}`` placeholders) in the reader's language, its values escaped."""
    said = gettext(str(template)) if template else ""
    return Markup(_PLACE.sub(lambda match: str(escape(values[match[1]])), str(escape(said))))


def with_query(path: str, current: Any = None, **changes: Any) -> str:
    """``path`` with the query of ``current`` (a mapping or QueryDict) and ``changes``; None takes a parameter away."""
    pairs: dict[str, Any] = {}
    if hasattr(current, "lists"):
        pairs.update(current.lists())
    elif current:
        pairs.update(current)
    pairs.update(changes)
    query = urlencode({key: value for key, value in pairs.items() if value not in (None, "", [])}, doseq=True)
    return f"{path}?{query}" if query else path


def decision_words(decision: Decision[Any] | dict[str, Any]) -> dict[str, Any]:
    """A decision as plain data in the reader's language; one that is plain data already is passed on."""
    return decision.as_dict(gettext) if isinstance(decision, Decision) else decision


def every_plural(sentence: str) -> dict[str, str]:
    """One sentence for every plural form that the character count asks for: its wording does not change with number."""
    return dict.fromkeys(("zero", "one", "two", "few", "many", "other"), sentence)


def staff_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of members of staff by code, for pages of contexts that know only codes; one query, none for no code."""
    wanted = {code for code in codes if code}
    return {staff.code: str(staff) for staff in Staff.objects.filter(code__in=wanted)} if wanted else {}


def band_of(value: float | None, edges: Sequence[float]) -> int:
    """Which band of a map a figure falls in: 1 below the first edge, one more with each edge reached, 0 for none."""
    return 0 if value is None else 1 + bisect_right(list(edges), value)
