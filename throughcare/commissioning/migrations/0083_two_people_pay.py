"""One person checks an invoice and another one pays it. Payments from before that stay as they were made."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0082_reach_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contractinvoice",
            name="checked_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="contractinvoice", name="checked_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="contractinvoice",
            constraint=models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="invoice_checked_by_somebody",
            ),
        ),
        AddConstraintNotValid(
            model_name="contractinvoice",
            constraint=models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | (Q(checked_by__isnull=False) & ~Q(checked_by=F("settled_by"))),
                name="invoice_paid_by_somebody_else",
            ),
        ),
    ]
