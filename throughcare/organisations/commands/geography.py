"""Bringing the regions and delivery units of ``reference/geography.yaml`` into the database."""

from __future__ import annotations

from django.db import transaction

from throughcare.organisations.models import DeliveryUnit, Region
from throughcare.organisations.rules.geography import regions


def load_geography() -> None:
    """Add what is missing and rename what has another name; units that are no longer listed stay."""
    with transaction.atomic():
        for region in regions():
            stored, _ = Region.objects.update_or_create(
                code=region.code, defaults={"name": region.name, "name_cy": region.name_cy}
            )
            for unit in region.delivery_units:
                DeliveryUnit.objects.update_or_create(
                    code=unit.code, defaults={"name": unit.name, "name_cy": unit.name_cy, "region": stored}
                )
