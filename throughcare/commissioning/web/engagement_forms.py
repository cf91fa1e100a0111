"""Forms of market engagement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.engagements import EngagementDetails
from throughcare.commissioning.models import Engagement, EngagementReply, Market, Need
from throughcare.commissioning.rules.engagement_blocks import EngagementRefused
from throughcare.commissioning.rules.engagement_codes import LANGUAGE
from throughcare.commissioning.rules.engagement_event import BLOCKS
from throughcare.commissioning.web.competition_fields import paragraphs, whole
from throughcare.commissioning.web.market_forms import RegionField, day, fill_regions
from throughcare.kernel.local_time import NoSuchTime, TimeComesTwice, instant, local
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.web.supplier_words import choices, label, region_name

WHENS = [("", _("All")), ("coming", _("To come")), ("over", _("Over"))]
MOST_PEOPLE = 50
NO_SUCH_TIME, COMES_TWICE = BLOCKS["no-such-time"], BLOCKS["comes-twice"]


class EngagementStep(forms.Form):
    """A form of an event that shows why a command refused."""

    def refuse(self, refused: EngagementRefused) -> None:
        """Show every reason above the form."""
        for reason in refused.reasons:
            self.add_error(None, reason.words.say(gettext))


class FindEngagementForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    when = forms.ChoiceField(label=_("When"), required=False, choices=WHENS)
    presentation = {name: {"optional": False} for name in ("q", "need", "region", "when")}

    def asked(self) -> dict[str, str]:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("need", "region", "when")}
        return {**found, "words": self.cleaned_data.get("q", "")}


class EngagementForm(EngagementStep):
    """An event: what it is about, when and where, and how to take part."""

    title = forms.CharField(label=_("Title"), max_length=200)
    about = paragraphs(4_000, label=_("What it is about"), help_text=_("What you want to learn, in plain words."))
    need = forms.ModelChoiceField(
        label=_("Statement of need"), queryset=Need.objects.none(), to_field_name="reference", required=False,
        empty_label=_("None"),
    )  # fmt: skip
    market = forms.ModelChoiceField(
        label=_("Panel"),
        queryset=Market.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label=_("None"),
    )
    region = RegionField(label=_("Region"), required=False, empty_label=_("All regions together"))
    police_area = forms.ChoiceField(label=_("Police-force area"), required=False, choices=lambda: _areas())
    needs = forms.MultipleChoiceField(
        label=_("Needs"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means every need. Suppliers that meet one of them are written to."),
    )  # fmt: skip
    cohorts = forms.MultipleChoiceField(label=_("People"), required=False, widget=forms.CheckboxSelectMultiple,
                                        help_text=_("None ticked means everybody."))  # fmt: skip
    on = day(label=_("Day"))
    starts = forms.TimeField(label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                             help_text=_("The time in London."))  # fmt: skip
    ends = forms.TimeField(label=_("Ends at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = paragraphs(500, label=_("Address"), required=False, help_text=_("Where people meet in person."))
    online = forms.URLField(label=_("Link"), required=False, max_length=300, assume_scheme="https",
                            help_text=_("Where people join online."))  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), widget=forms.RadioSelect, initial="en")
    places = whole(
        1, 5_000, label=_("Places"), required=False, help_text=_("People, not organisations. Empty for no limit.")
    )
    how_to_join = paragraphs(2_000, label=_("How to take part"))
    access = paragraphs(
        2_000, label=_("Access"), help_text=_("Steps, hearing loop, captions, and whom to ask for more.")
    )
    presentation: dict[str, dict[str, Any]] = {
        "about": {"rows": 6}, "place": {"rows": 3}, "how_to_join": {"rows": 3}, "access": {"rows": 3},
        "places": {"width": "5"}, "starts": {"width": "5"}, "ends": {"width": "5"}, "region": {"optional": False},
        "police_area": {"optional": False}, "needs": {"optional": False}, "cohorts": {"optional": False},
    }  # fmt: skip

    def __init__(self, *args: Any, one: Engagement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill_regions(self)
        fields: dict[str, Any] = self.fields
        fields["need"].queryset = Need.objects.filter(state__in=("agreed", "in-use")).order_by("title")
        fields["market"].queryset = Market.objects.filter(state__in=("intended", "open")).order_by("title")
        for name, codes in (("needs", NEED), ("cohorts", COHORT), ("language", LANGUAGE)):
            fields[name].choices = [(entry.code, label(codes, entry.code)) for entry in codes]
        self.one = one
        if one is not None and one.announced_at is not None:
            for name in ("need", "market"):
                del self.fields[name]
            self.fields["why"] = paragraphs(
                2_000, label=_("Why it is changed"), help_text=_("Published, and sent to everybody who comes.")
            )
            self.presentation = {**type(self).presentation, "why": {"rows": 3}}

    def clean(self) -> dict[str, Any]:
        """The two instants that the day and the times in London stand for."""
        given = super().clean() or {}
        for name in ("starts", "ends"):
            if given.get("on") and given.get(name) is not None:
                try:
                    given[f"{name}_at"] = instant(given["on"], given[name])
                except NoSuchTime:
                    self.add_error(name, gettext(NO_SUCH_TIME))
                except TimeComesTwice:
                    self.add_error(name, gettext(COMES_TWICE))
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            self.add_error("ends", _("It ends after it begins"))
        return given

    def details(self) -> EngagementDetails:
        """What was typed; need and panel stay as they were announced."""
        given = dict(self.cleaned_data)
        if self.one is not None and self.one.announced_at is not None:
            given |= {"need": self.one.need, "market": self.one.market}
        for name in ("on", "starts", "ends", "why"):
            given.pop(name, None)
        return EngagementDetails(**{**given, "needs": tuple(given["needs"]), "cohorts": tuple(given["cohorts"])})

    @staticmethod
    def first(one: Engagement) -> dict[str, Any]:
        """What stands in the form at first."""
        same = ("title", "about", "police_area", "needs", "cohorts", "place", "online", "language", "places", "how_to_join",
                "access")  # fmt: skip
        starts, ends = local(one.starts_at), local(one.ends_at)
        return {
            **{name: getattr(one, name) for name in same}, "region": one.region.code if one.region else "",
            "need": one.need.reference if one.need else "", "market": one.market.reference if one.market else "",
            "on": starts.day, "starts": starts.time, "ends": ends.time,
        }  # fmt: skip


class ComingForm(EngagementStep):
    """A supplier says how many of its people come."""

    supplier = forms.ChoiceField(
        label=_("You speak for"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose which organisation you speak for")},
    )  # fmt: skip
    people = whole(1, MOST_PEOPLE, label=_("How many of you come"), initial=1)
    wishes = paragraphs(1_000, label=_("What you need to take part"), required=False,
                        help_text=_("Access, language, food. Only the buyer reads it."))  # fmt: skip
    presentation = {"people": {"width": "3"}, "wishes": {"rows": 3}}

    def __init__(self, *args: Any, suppliers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_supplier(self, suppliers)


class AskAboutForm(EngagementStep):
    """A question about an event."""

    supplier = forms.ChoiceField(
        label=_("You ask for"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose which organisation you ask for")},
    )  # fmt: skip
    text = paragraphs(2_000, label=_("Your question"),
                help_text=_("Everybody reads it with the answer. Leave out what would say who you are."))  # fmt: skip
    presentation = {"text": {"rows": 5}}

    def __init__(self, *args: Any, suppliers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_supplier(self, suppliers)


class AnswerAboutForm(EngagementStep):
    """An answer to everybody."""

    told = paragraphs(2_000, label=_("The question, as everybody reads it"),
                help_text=_("Take out what would say who asked."))  # fmt: skip
    answer = paragraphs(4_000, label=_("The answer"))
    presentation = {"told": {"rows": 4}, "answer": {"rows": 6}}


class CancelForm(EngagementStep):
    """Why it is called off."""

    why = paragraphs(2_000, label=_("Why it does not take place"),
                help_text=_("Published, and sent to everybody who is invited or comes."))  # fmt: skip
    presentation = {"why": {"rows": 4}}


class HeldForm(EngagementStep):
    """Who came."""

    came = forms.MultipleChoiceField(label=_("Who came of those who said so"), required=False,
                                     widget=forms.CheckboxSelectMultiple)  # fmt: skip
    others = whole(0, 500, label=_("Other organisations that came"), initial=0)
    people = whole(0, 5_000, label=_("People who came in all"))
    presentation: dict[str, dict[str, Any]] = {
        "came": {"optional": False}, "others": {"width": "4"}, "people": {"width": "4"},
    }  # fmt: skip

    def __init__(self, *args: Any, replies: Sequence[EngagementReply], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.replies = {str(each.pk): each for each in replies}
        self.fields["came"].choices = [(key, each.supplier.legal_name) for key, each in self.replies.items()]  # type: ignore[attr-defined]
        if not self.replies:
            del self.fields["came"]

    def chosen(self) -> list[EngagementReply]:
        """The replies that were ticked."""
        return [self.replies[key] for key in self.cleaned_data.get("came", ())]


class NotesForm(EngagementStep):
    """What was said, and what follows."""

    said = paragraphs(20_000, label=_("What was said"), help_text=_("Without the names of those who said it."))
    follows = paragraphs(
        20_000, label=_("What follows from it"), help_text=_("What you will do otherwise than you meant to.")
    )
    presentation = {"said": {"rows": 10}, "follows": {"rows": 6}}


def choose_supplier(form: forms.Form, suppliers: Sequence[tuple[str, str]]) -> None:
    """Let the field ``supplier`` offer those; a single one is taken without asking."""
    form.fields["supplier"].choices = list(suppliers)  # type: ignore[attr-defined]
    if len(suppliers) == 1:
        form.fields["supplier"].widget = forms.HiddenInput()
        form.fields["supplier"].initial = suppliers[0][0]


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in Region.objects.all())]


def _areas() -> list[tuple[str, str]]:
    return [("", gettext("The whole region")), *((code, area.name) for code, area in sorted(police_areas().items()))]
