"""Merges of records and pairs found not to be the same, visible to whoever sees the records."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from throughcare.people.row_security import ACTING, secure, with_person

BOTH = """
    EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = people_notsame.first_id)
    AND EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = people_notsame.second_id)
"""

# Whoever ends their own line of a restriction no longer sees the record when the history of that line is written.
HISTORY = "ALTER POLICY people_limitedaccessevent_web ON people_limitedaccessevent WITH CHECK ({condition})"
SEEN = "EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = people_limitedaccessevent.person_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved", models.JSONField(default=dict)),
                ("overwritten", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(max_length=500)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_why", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "duplicate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merged_away", to="people.person"
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="people.person"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("duplicate",),
                        name="merged_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("survivor", models.F("duplicate")), _negated=True),
                        name="merge_joins_two_records",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="merge_undone_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotSame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("why", models.CharField(max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="not_same_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="not_same_in_order"
                    ),
                ],
            },
        ),
        with_person("people_merge", "survivor_id"),
        secure("people_notsame", BOTH),
        migrations.RunSQL(HISTORY.format(condition=ACTING), HISTORY.format(condition=SEEN)),
    ]
