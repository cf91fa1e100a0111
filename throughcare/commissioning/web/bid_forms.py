"""Forms of a bid. They are filled from the draft, which keeps everything as it was typed; the rule says what is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.rules.bid_draft import Asked, TypedBid

MOST_TYPED = 60_000
"""Characters of an answer that are kept."""


class CodeForm(forms.Form):
    """The code of a bid, typed on another device."""

    code = forms.CharField(
        label=_("Bid code"),
        max_length=60,
        help_text=_("Seven groups of four letters and figures. Spaces and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    presentation: dict[str, dict[str, Any]] = {"code": {"width": "30", "spellcheck": False}}


class LotsForm(forms.Form):
    """Which lots are bid for."""

    lots = forms.MultipleChoiceField(
        label=_("Lots that you bid for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    presentation: dict[str, dict[str, Any]] = {"lots": {"optional": False}}

    def __init__(self, data: dict[str, Any], asked: Asked) -> None:
        super().__init__(data)
        self.fields["lots"].choices = [(key, lot.title) for key, lot in asked.lots.items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The answer to one question; ``words`` 0 is a tick or a number."""

    answer = forms.CharField(label="", required=False, widget=forms.Textarea, strip=False)

    def __init__(self, data: dict[str, Any], *, title: str, hint: str, words: int) -> None:
        super().__init__(data)
        field = self.fields["answer"]
        field.label, field.help_text = title, hint
        if words:
            self.presentation = {"answer": {"words": words, "rows": 14, "optional": False, "legend": "m"}}
        else:
            field.widget = forms.TextInput()
            self.presentation = {"answer": {"width": "10", "optional": False, "legend": "m"}}


class WhoForm(forms.Form):
    """Who bids: the shares of a consortium, one more organisation, what the lead can take on."""

    def __init__(self, data: dict[str, Any], typed: TypedBid) -> None:
        super().__init__(data)
        self.presentation: dict[str, dict[str, Any]] = {}
        for each in typed.members:
            self._add(f"share_{each.supplier}", format_lazy("{} {}", _("Share of"), each.name), "5", suffix="%")
        self._add(
            "identifier", _("Add an organisation"), "20",
            hint=_("Its number in a register, such as GB-CHC-1234567. You then bid as a consortium that you lead."),
        )  # fmt: skip
        self._add(
            "capacity", _("Cases that you can take on in a year, all lots together"), "10", optional=True,
            hint=_("Leave it empty for no limit. You are not awarded more than you can take."),
        )  # fmt: skip

    def _add(
        self, name: str, label: Any, width: str, *, hint: Any = "", suffix: str = "", optional: bool = False
    ) -> None:
        self.fields[name] = forms.CharField(label=label, required=False, help_text=hint)
        self.presentation[name] = {"width": width, "optional": optional, "suffix": suffix, "spellcheck": False}


class PricesForm(forms.Form):
    """What is asked for each lot, and for packages of lots, over the whole term and without VAT."""

    def __init__(self, data: dict[str, Any], asked: Asked, typed: TypedBid) -> None:
        super().__init__(data)
        self.presentation: dict[str, dict[str, Any]] = {}
        for key in typed.lots:
            if key in asked.lots:
                self._add(f"price_{key}", asked.lots[key].title, bool(typed.packages))
        for number, package in enumerate(typed.packages, start=1):
            titles = " + ".join(asked.lots[key].title for key in package.lots if key in asked.lots)
            named = gettext("Package %(number)s: %(titles)s") % {"number": number, "titles": titles}
            self._add(f"price_package-{number}", named, False)

    def _add(self, name: str, label: str, optional: bool) -> None:
        self.fields[name] = forms.CharField(label=label, required=False)
        self.presentation[name] = {"width": "10", "prefix": "£", "optional": optional, "inputmode": "decimal"}


class PackageForm(forms.Form):
    """Lots that are won together or not at all."""

    package = forms.MultipleChoiceField(
        label=_("Lots of a package, won together or not at all"), required=False, widget=forms.CheckboxSelectMultiple
    )
    presentation: dict[str, dict[str, Any]] = {"package": {"optional": False}}

    def __init__(self, data: Any, asked: Asked, typed: TypedBid) -> None:
        super().__init__(data)
        chosen = [(key, asked.lots[key].title) for key in typed.lots if key in asked.lots]
        self.fields["package"].choices = chosen  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """A condition about prices: of these at most one, one only if another, at least so many lots or none."""

    kind = forms.ChoiceField(
        label=_("Condition"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("at-most-one", _("At most one of the prices ticked below is awarded")),
            ("only-if", _("The first price ticked is awarded only if one of the others is")),
            ("at-least-or-none", _("The prices ticked are awarded for at least so many lots together, or not at all")),
        ],
    )
    offers = forms.MultipleChoiceField(label=_("Prices"), required=False, widget=forms.CheckboxSelectMultiple)
    least = forms.CharField(label=_("At least so many lots"), required=False)
    presentation: dict[str, dict[str, Any]] = {
        "kind": {"optional": False}, "offers": {"optional": False}, "least": {"width": "2", "inputmode": "numeric"},
    }  # fmt: skip

    def __init__(self, data: Any, offers: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["offers"].choices = offers  # type: ignore[attr-defined]
