"""Forms about evaluation and award."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.models import User
from throughcare.commissioning.commands.evaluators import Interest
from throughcare.commissioning.models import CompetitionQuestion, Consensus, Score
from throughcare.commissioning.queries.scoring import Scale
from throughcare.commissioning.rules.evaluation_refusals import EvaluationRefused
from throughcare.commissioning.rules.no_award import FOLLOW_UPS, GROUNDS
from throughcare.commissioning.web.evaluation_words import INTERESTS, told
from throughcare.organisations.models import Supplier

LONGEST = 4_000


class EvaluationForm(forms.Form):
    """A form that shows why a command was refused above itself."""

    def refuse(self, refused: EvaluationRefused) -> None:
        """Show every reason."""
        for sentence in told(refused):
            self.add_error(None, sentence)


def words_field(label: Any, **options: Any) -> forms.CharField:
    """A field for several sentences."""
    return forms.CharField(label=label, widget=forms.Textarea, max_length=LONGEST, **options)


class DeclarationForm(EvaluationForm):
    """What stands between the evaluator and every bidder."""

    def __init__(self, *arguments: Any, bidders: Sequence[Supplier], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.bidders = bidders
        self.presentation: dict[str, Any] = {}
        for each in bidders:
            kind, about = f"kind_{each.pk}", f"about_{each.pk}"
            self.fields[kind] = forms.ChoiceField(
                label=each.legal_name, choices=list(INTERESTS.items()), widget=forms.RadioSelect
            )
            self.fields[about] = forms.CharField(
                label=_("What it is, about %(name)s") % {"name": each.legal_name}, required=False, max_length=LONGEST
            )
            self.presentation[kind] = {"small": True}

    def clean(self) -> dict[str, Any]:
        """Whatever is not nothing says what it is."""
        cleaned: dict[str, Any] = super().clean() or {}
        for each in self.bidders:
            if cleaned.get(f"kind_{each.pk}") not in (None, "none") and not cleaned.get(f"about_{each.pk}"):
                self.add_error(f"about_{each.pk}", gettext("Say what it is"))
        return cleaned

    def interests(self) -> dict[int, Interest]:
        """What was declared, by the number of the bidder."""
        data = self.cleaned_data
        return {each.pk: Interest(data[f"kind_{each.pk}"], data[f"about_{each.pk}"]) for each in self.bidders}


class ConflictForm(EvaluationForm):
    """A conflict that came to light."""

    supplier = forms.ModelChoiceField(
        label=_("Bidder"), queryset=Supplier.objects.none(), empty_label=_("Choose a bidder")
    )
    about = words_field(_("What the conflict is"))
    presentation = {"about": {"rows": 3}}

    def __init__(self, *arguments: Any, bidders: Sequence[Supplier], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["supplier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Supplier.objects.filter(pk__in=[each.pk for each in bidders]).order_by("legal_name")


class ScoreForm(EvaluationForm):
    """An evaluator's scores of all answers of one bid, as far as they have come."""

    def __init__(
        self, *arguments: Any, questions: Sequence[CompetitionQuestion], scale: Scale, key: str, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.questions = questions
        self.presentation: dict[str, Any] = {}
        choices = [("", gettext("Not scored yet")), *((f"{step:g}", f"{step:g}") for step in scale.steps)]
        for each in questions:
            self.fields[f"score_{each.pk}"] = forms.ChoiceField(label=_("Score"), required=False, choices=choices)
            self.fields[f"reasons_{each.pk}"] = words_field(_("Reasons"), required=False)
            self.presentation[f"score_{each.pk}"] = {"optional": False}
            self.presentation[f"reasons_{each.pk}"] = {
                "rows": 5, "autosave": f"score-{key}-{each.pk}", "optional": False,
            }  # fmt: skip

    @staticmethod
    def first(scores: Sequence[Score]) -> dict[str, Any]:
        """What was kept."""
        found: dict[str, Any] = {}
        for each in scores:
            found[f"score_{each.question_id}"] = "" if each.score is None else f"{float(each.score):g}"
            found[f"reasons_{each.question_id}"] = each.reasons
        return found

    def given(self, question: CompetitionQuestion) -> tuple[Decimal | None, str]:
        """What was given for a question."""
        score = self.cleaned_data[f"score_{question.pk}"]
        return (Decimal(score) if score else None), self.cleaned_data[f"reasons_{question.pk}"]


class DiscussionForm(EvaluationForm):
    """What was said where scores lie apart."""

    words = words_field(_("What was discussed"))

    def __init__(self, *arguments: Any, key: str, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": f"discussion_{key}_%s", **options})
        self.presentation = {"words": {"rows": 4, "autosave": f"discussion-{key}"}}


class AgreeForm(EvaluationForm):
    """The score that was agreed."""

    score = forms.ChoiceField(label=_("Agreed score"))
    reasons = words_field(_("Reasons, as the bidder will read them"))

    def __init__(self, *arguments: Any, scale: Scale, key: str, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": f"agree_{key}_%s", **options})
        field = self.fields["score"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose a score")), *((f"{step:g}", f"{step:g}") for step in scale.steps)]
        self.presentation = {"reasons": {"rows": 4, "autosave": f"agreed-{key}"}}

    @staticmethod
    def first(consensus: Consensus | None) -> dict[str, Any]:
        """What was agreed before."""
        if consensus is None or consensus.score is None:
            return {}
        return {"score": f"{float(consensus.score):g}", "reasons": consensus.reasons}


class AppointForm(EvaluationForm):
    """Somebody to evaluate, found by name."""

    user = forms.ModelChoiceField(label=_("Evaluator"), queryset=User.objects.none(), empty_label=_("Choose somebody"))
    is_chair = forms.BooleanField(label=_("Leads the consensus as the chair"), required=False)

    def __init__(self, *arguments: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.filter(pk__in=[each.pk for each in people]).order_by("last_name", "first_name")


class WordsForm(EvaluationForm):
    """A few words about a decision; ``label`` says what."""

    words = words_field("")

    def __init__(self, *arguments: Any, label: Any, key: str = "words", rows: int = 3, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": f"{key}_%s", **options})
        self.fields["words"].label = label
        self.presentation = {"words": {"rows": rows, "autosave": key}}


class JudgeForm(WordsForm):
    """Whether an answer explains a price."""

    satisfies = forms.ChoiceField(
        label=_("Does the answer explain the price?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    field_order = ["satisfies", "words"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.presentation["satisfies"] = {"inline": True}


class NoAwardForm(WordsForm):
    """Why nobody is given a lot, and what follows."""

    ground = forms.ChoiceField(label=_("Ground"), choices=lambda: _choices(GROUNDS, gettext("Choose the ground")))
    follow_up = forms.ChoiceField(
        label=_("What follows"), choices=lambda: _choices(FOLLOW_UPS, gettext("Choose what follows"))
    )
    field_order = ["ground", "words", "follow_up"]


class ChallengeForm(WordsForm):
    """A challenge to the award."""

    supplier = forms.ModelChoiceField(
        label=_("Bidder"), queryset=Supplier.objects.none(), empty_label=_("Choose a bidder")
    )
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    field_order = ["supplier", "received_on", "words"]

    def __init__(self, *arguments: Any, bidders: Sequence[Supplier], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["supplier"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Supplier.objects.filter(pk__in=[each.pk for each in bidders]).order_by("legal_name")

    def clean_received_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day has not come yet"))
        return day


def _choices(table: Any, first: str) -> list[tuple[str, str]]:
    return [("", first), *((code, gettext(words).capitalize()) for code, words in table.items())]
