"""Templates that ask for the language once a page."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, path
from django.utils import translation
from jinja2 import pass_context

from throughcare.accounts.web.language import language_in_force, quick_gettext
from throughcare.site.web.addresses import address_of


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


def test_values_are_escaped_once_whatever_wrote_them(written):
    source = """{% macro row(text, kind="x", shown=true) %}<b class="{{ kind }}">{{ text }}</b>{% endmacro -%}
    {% macro around(title) %}{{ title }}: {{ caller() }}{% endmacro -%}
    {% for one in names %}{{ row(one, shown=false) }}{{ row(text=one, kind="a&b") }}{% endfor -%}
    {% call around("<i>") %}{{ row(names[0]) }}{% endcall %}{{ none }}{{ 1.5 }}{{ shout(names[1]) }}"""
    page = written(source, names=["<a>", "b & c"], shout=lambda text: f"{text}!")
    assert page == (
        '<b class="x">&lt;a&gt;</b><b class="a&amp;b">&lt;a&gt;</b>'
        '<b class="x">b &amp; c</b><b class="a&amp;b">b &amp; c</b>'
        '&lt;i&gt;: <b class="x">&lt;a&gt;</b>None1.5b &amp; c!'
    )


def test_a_function_that_asks_for_the_context_gets_it(written):
    @pass_context
    def shown(context, more=""):
        return f"{context['name']}{more}"

    page = written(
        "{% block body %}{% for _one in [1] %}{{ shown(more='!') }}{% endfor %}{% endblock %}", name="<a>", shown=shown
    )
    assert page == "&lt;a&gt;!"


def test_a_macro_refuses_an_argument_that_it_does_not_have(written):
    with pytest.raises(TypeError, match="takes no keyword argument 'colour'"):
        written("{% macro row(text) %}{{ text }}{% endmacro %}{{ row('a', colour='b') }}")


def test_counted_messages_follow_the_language_and_the_number(written):
    source = '{{ ngettext("%(num)s filter on", "%(num)s filters on", many) }}'
    with translation.override("en-gb"):
        assert [written(source, many=many) for many in (1, 2)] == ["1 filter on", "2 filters on"]
    with translation.override("cy"):
        assert written(source, many=2) != "2 filters on"


def test_an_address_is_that_of_the_site_in_force(settings):
    assert address_of("home") == "/"
    settings.ROOT_URLCONF = "throughcare.site.tests.test_quick_templates"
    assert address_of("home") == "/elsewhere/"
    with pytest.raises(NoReverseMatch):
        address_of("privacy")


urlpatterns = [path("elsewhere/", lambda request: None, name="home")]
