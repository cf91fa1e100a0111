"""Fields of the forms with which a competition is drafted: money, shares, whole numbers, paragraphs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

LONG = 20_000


class PoundsField(forms.DecimalField):
    """An amount in pounds, given in pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=9_999_999_999, decimal_places=2, widget=forms.TextInput, **options)

    def clean(self, value: Any) -> Any:
        """The amount in pence; commas and the sign may be there."""
        found = super().clean(value.replace(",", "").replace("£", "") if isinstance(value, str) else value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        """Pence as pounds; what was typed stays as it was typed."""
        return f"{Decimal(value) / 100:.2f}".removesuffix(".00") if isinstance(value, int) else value


class HundredthsField(forms.DecimalField):
    """A share above nothing in per cent, given in hundredths of a per cent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), max_value=100, decimal_places=2, widget=forms.TextInput, **options)

    def clean(self, value: Any) -> Any:
        """The share in hundredths of a per cent."""
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        """Hundredths as per cent; what was typed stays as it was typed."""
        return f"{Decimal(value) / 100:.2f}".removesuffix(".00") if isinstance(value, int) else value


def whole(least: int = 0, most: int = 1_000_000, **options: Any) -> forms.IntegerField:
    """A field for a whole number."""
    return forms.IntegerField(min_value=least, max_value=most, widget=forms.TextInput, **options)


def share(**options: Any) -> forms.DecimalField:
    """A field for a percentage."""
    return forms.DecimalField(min_value=0, max_value=100, decimal_places=2, widget=forms.TextInput, **options)


def paragraphs(limit: int = LONG, **options: Any) -> forms.CharField:
    """A field for several lines."""
    return forms.CharField(widget=forms.Textarea, max_length=limit, **options)
