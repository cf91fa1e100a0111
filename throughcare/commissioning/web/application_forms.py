"""Forms about applications to a panel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.applications import Answered
from throughcare.commissioning.models import (
    ApplicationAnswer,
    ApplicationQuestion,
    MarketApplication,
    MarketCategory,
    SupplierEvidence,
)
from throughcare.commissioning.rules.panel_grounds import GROUNDS, grounds_on
from throughcare.commissioning.web.market_forms import LONGEST, Refusable, day
from throughcare.commissioning.web.panel_words import category_name
from throughcare.organisations.models import Supplier
from throughcare.organisations.rules.codes import SCHEME
from throughcare.organisations.web.supplier_words import choices

ANSWERS = [("met", _("Met")), ("not-met", _("Not met"))]


class ApplyForm(Refusable):
    """For which organisation."""

    supplier = forms.ModelChoiceField(
        label=_("Organisation that applies"), queryset=Supplier.objects.none(), empty_label=_("Choose an organisation")
    )

    def __init__(self, *arguments: Any, suppliers: Iterable[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["supplier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Supplier.objects.filter(pk__in=suppliers).order_by("legal_name")


class ApplicationForm(Refusable):
    """Categories, the number under which it applies, and for each condition met or not, words and evidence."""

    refused_at = {"nothing-asked": "categories", "other-organisation": "number"}

    def __init__(self, *arguments: Any, application: MarketApplication, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.rows: list[ApplicationAnswer] = list(application.answers.all())
        open_ones = application.market.categories.filter(closed_at__isnull=True).select_related("region")
        self.by_number = {str(each.pk): each for each in open_ones}
        self.presentation: dict[str, dict[str, Any]] = {}
        if application.state == "draft":
            self.fields["categories"] = forms.MultipleChoiceField(
                label=_("Categories"), widget=forms.CheckboxSelectMultiple,
                choices=[(number, category_name(each)) for number, each in self.by_number.items()],
                initial=[str(each.category_id) for each in application.categories.all()],
            )  # fmt: skip
        self.fields["scheme"] = forms.ChoiceField(
            label=_("Register"), choices=choices(SCHEME, _("Choose a register")), initial=application.scheme
        )
        self.fields["number"] = forms.CharField(
            label=_("Number under which you apply"), max_length=60, initial=application.number
        )
        self.presentation["number"] = {"width": "20"}
        held: dict[str, list[SupplierEvidence]] = {}
        for each in SupplierEvidence.objects.filter(supplier=application.supplier_id):
            held.setdefault(each.kind, []).append(each)
        self.held = {str(each.pk): each for several in held.values() for each in several}
        for row in self.rows:
            self._ask(row, held.get(row.condition.evidence_kind, []))
        self.fields["keep"] = forms.BooleanField(label=_("Keep these answers in the library"), required=False)

    def _ask(self, row: ApplicationAnswer, held: list[SupplierEvidence]) -> None:
        condition, name = row.condition, f"c{row.condition_id}"
        title = condition.title
        if condition.category is not None:
            title = f"{title} ({category_name(condition.category)})"
        self.fields[f"{name}-answer"] = forms.ChoiceField(
            label=title, help_text=condition.text, choices=ANSWERS, widget=forms.RadioSelect, required=False,
            initial=row.answer,
        )  # fmt: skip
        self.fields[f"{name}-text"] = forms.CharField(
            label=gettext("%(name)s: in your words") % {"name": condition.title}, widget=forms.Textarea,
            max_length=LONGEST, required=False, initial=row.text,
        )  # fmt: skip
        self.presentation[f"{name}-answer"] = {"inline": True, "optional": False}
        self.presentation[f"{name}-text"] = {"rows": 2}
        if condition.evidence_kind:
            self.fields[f"{name}-evidence"] = forms.ChoiceField(
                label=gettext("%(name)s: evidence from your library") % {"name": condition.title}, required=False,
                choices=[("", gettext("None")), *((str(each.pk), _evidence(each)) for each in held)],
                initial=str(row.evidence_id or ""),
            )  # fmt: skip
            self.presentation[f"{name}-evidence"] = {"optional": False}

    def details(self) -> dict[str, Any]:
        """What was chosen and typed."""
        typed = self.cleaned_data
        answers = {}
        for row in self.rows:
            name = f"c{row.condition_id}"
            evidence = self.held.get(typed.get(f"{name}-evidence", ""))
            answers[row.condition_id] = Answered(typed[f"{name}-answer"], typed[f"{name}-text"], evidence)
        chosen: list[MarketCategory] = [self.by_number[number] for number in typed.get("categories", ())]
        return {
            "categories": chosen, "scheme": typed["scheme"], "number": typed["number"], "answers": answers,
            "keep": typed["keep"],
        }  # fmt: skip


def _evidence(each: SupplierEvidence) -> str:
    if each.expires_on is None:
        return each.title
    return gettext("%(name)s, good until %(day)s") % {"name": each.title, "day": each.expires_on.strftime("%d/%m/%Y")}


class PartnerForm(Refusable):
    """A partner, and what it will do."""

    refused_at = {"partner-unknown": "identifier", "partner-self": "identifier", "partner-twice": "identifier"}
    identifier = forms.CharField(
        label=_("Identifier of the partner"), max_length=80, help_text=_("For example GB-CHC-9999999")
    )
    part = forms.CharField(label=_("What it will do"), max_length=300)
    presentation = {"identifier": {"width": "20", "spellcheck": False}}


class GroundForm(Refusable):
    """A ground of exclusion."""

    refused_at = {"ground-twice": "ground", "unknown-ground": "ground", "event-ahead": "event_on"}
    ground = forms.ChoiceField(label=_("Ground"))
    event_on = day(label=_("Day on which it happened"), required=False, help_text=_("Leave empty where it goes on"))
    words = forms.CharField(
        label=_("What was done so that it does not happen again"), widget=forms.Textarea, max_length=LONGEST,
        required=False,
    )  # fmt: skip
    presentation = {"words": {"rows": 3}}

    def __init__(self, *arguments: Any, law_of: date, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "ground_%s", **options})
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose a ground")),
                         *((code, gettext(GROUNDS[code])) for code in grounds_on(law_of))]  # fmt: skip


class WordsForm(Refusable):
    """Some words: a question, a reason."""

    refused_at = {"no-reason": "words"}
    words = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=LONGEST)
    presentation = {"words": {"rows": 3}}

    def __init__(self, *arguments: Any, label: object, name: str, required: bool = True, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": f"{name}_%s", **options})
        self.fields["words"].label = label  # type: ignore[assignment]
        self.fields["words"].required = required


class QuestionsForm(Refusable):
    """The open questions about an application."""

    def __init__(self, *arguments: Any, questions: Iterable[ApplicationQuestion], **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "question_%s", **options})
        self.numbers = []
        for each in questions:
            if each.answered_at is None:
                self.numbers.append(each.pk)
                self.fields[f"q{each.pk}"] = forms.CharField(
                    label=each.text, widget=forms.Textarea, max_length=LONGEST,
                    error_messages={"required": _("Answer this question")},
                )  # fmt: skip
        self.presentation = {name: {"rows": 3} for name in self.fields}

    def answers(self) -> dict[int, str]:
        """What was typed, by question."""
        return {number: self.cleaned_data[f"q{number}"] for number in self.numbers}


class AssessForm(Refusable):
    """How each answer is assessed."""

    def __init__(self, *arguments: Any, rows: Iterable[ApplicationAnswer], **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "assess_%s", **options})
        self.rows = list(rows)
        self.presentation: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            title = row.condition.title
            self.fields[f"a{row.pk}"] = forms.ChoiceField(
                label=title, choices=ANSWERS, widget=forms.RadioSelect, required=False, initial=row.assessed
            )
            self.fields[f"n{row.pk}"] = forms.CharField(
                label=gettext("%(name)s: note to the applicant") % {"name": title}, max_length=500, required=False,
                initial=row.note,
            )  # fmt: skip
            self.presentation[f"a{row.pk}"] = {"inline": True, "optional": False}

    def found(self) -> dict[int, tuple[str, str]]:
        """What was chosen, by number of the answer."""
        typed = self.cleaned_data
        return {row.pk: (typed[f"a{row.pk}"], typed[f"n{row.pk}"].strip()) for row in self.rows}
