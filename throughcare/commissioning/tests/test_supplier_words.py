"""What forms of suppliers say where no organisation was chosen: a sentence, in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from throughcare.commissioning.web.engagement_forms import AskAboutForm, ComingForm
from throughcare.commissioning.web.opportunities import AskForm
from throughcare.commissioning.web.partnering import AskPartnerForm

TWO = [("1", "Lantern"), ("2", "Kiln Lane")]
ASK = {"en": "Choose which organisation you ask for", "cy": "Dewiswch ar ran pa sefydliad rydych yn gofyn"}
SPEAK = {"en": "Choose which organisation you speak for", "cy": "Dewiswch dros ba sefydliad rydych yn siarad"}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_form_without_an_organisation_asks_for_one_in_a_sentence(language):
    made = [
        (AskForm({}, suppliers=TWO), ASK), (AskAboutForm({}, suppliers=TWO), ASK), (AskPartnerForm({}, suppliers=TWO), ASK),
        (ComingForm({}, suppliers=TWO), SPEAK),
    ]  # fmt: skip
    with override(language):
        assert [list(form.errors["supplier"]) for form, _said in made] == [[said[language]] for _form, said in made]
