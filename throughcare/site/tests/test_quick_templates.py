"""Templates that ask for the language once a page."""

import pytest
from django.template import engines
from django.utils import translation

from throughcare.accounts.web.language import language_in_force, quick_gettext


@pytest.fixture
def written():
    env = engines["jinja"].env

    def render(source, **values):
        return env.from_string(source).render(values)

    return render


def test_a_message_is_said_in_the_language_in_force(written):
    with translation.override("en-gb"):
        assert written('{{ _("Overdue") }}') == "Overdue"
    with translation.override("cy"):
        assert written('{{ _("Overdue") }}') == translation.gettext("Overdue") != "Overdue"


def test_a_message_is_markup_and_a_format_while_values_are_escaped(written):
    assert written('{{ _("<b>100%% sure</b>") }}') == "<b>100% sure</b>"
    assert written('{{ _("Hello %(name)s", name="<i>") }}') == "Hello &lt;i&gt;"
    assert written("{{ _(message) }}", message="<i>") == "<i>"
    assert written('{% macro say(text) %}{{ text }}{% endmacro %}{{ say(_("a & b")) }}{{ say("a & b") }}') == (
        "a & ba &amp; b"
    )


def test_the_language_is_kept_for_one_page_alone_even_where_the_page_fails(written):
    with translation.override("cy"):
        with pytest.raises(ZeroDivisionError):
            written("{{ 1 // 0 }}")
        assert language_in_force() == "cy"
    assert language_in_force() == "en-gb"


def test_a_template_rendered_within_another_language_is_written_in_that(written):
    def inner():
        with translation.override("cy"):
            return written('{{ _("Overdue") }}')

    with translation.override("en-gb"):
        page = written('{{ _("Overdue") }}, {{ inner() }}, {{ _("Overdue") }}', inner=inner)
    with translation.override("cy"):
        assert page == f"Overdue, {quick_gettext('Overdue')}, Overdue"
