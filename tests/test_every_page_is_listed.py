"""No page escapes the browser: each address of the site is in the table of pages or is named as something else."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.pages import IN_JOURNEYS, NOT_PAGES, PAGES


def _names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """The names of all addresses; of the API the documentation alone, for operations are not pages."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if space != "api:" or pattern.name == "openapi-view":
                yield f"{space}{pattern.name}"
        else:
            yield from _names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def test_every_address_of_the_site_is_listed_once() -> None:
    known = {each.name for each in PAGES}
    assert known.isdisjoint(NOT_PAGES)
    assert known.isdisjoint(IN_JOURNEYS)
    assert set(_names(get_resolver())) == known | set(NOT_PAGES) | set(IN_JOURNEYS)


def test_every_listed_page_has_a_name_of_its_own() -> None:
    names = [each.id for each in PAGES]
    assert sorted(names) == sorted(set(names))
