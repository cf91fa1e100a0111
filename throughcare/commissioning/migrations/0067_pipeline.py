"""The pipeline: notices of what is to be bought, and the purchases in each."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0083_two_people_pay"),
        ("organisations", "0006_supplier_registration_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PipelineNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year_start", models.DateField()),
                ("number", models.PositiveSmallIntegerField(help_text="Counts the notices of the year.")),
                ("spend_pence", models.BigIntegerField()),
                ("published_at", models.DateTimeField()),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-year_start", "-number"],
            },
        ),
        migrations.CreateModel(
            name="PipelineEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ocid", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                (
                    "categories",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("value_pence", models.BigIntegerField()),
                (
                    "required",
                    models.BooleanField(
                        help_text="Its value exceeds the amount of the law; others stand in it voluntarily."
                    ),
                ),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("term_months", models.PositiveSmallIntegerField()),
                (
                    "competition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commissioning.competition",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="commissioning.need",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.region",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="commissioning.pipelinenotice",
                    ),
                ),
            ],
            options={
                "ordering": ["notice_on", "title", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="pipelinenotice",
            constraint=models.UniqueConstraint(fields=("year_start", "number"), name="pipeline_notice_once"),
        ),
        migrations.AddConstraint(
            model_name="pipelinenotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("spend_pence__gte", 0)), name="pipeline_notice_is_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="pipelineentry",
            constraint=models.UniqueConstraint(fields=("notice", "ocid"), name="pipeline_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="pipelineentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("competition__isnull", False), ("need__isnull", True)),
                    models.Q(("competition__isnull", True), ("need__isnull", False)),
                    _connector="OR",
                ),
                name="pipeline_entry_is_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="pipelineentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("value_pence__gt", 0), models.Q(("title", ""), _negated=True)),
                name="pipeline_entry_has_a_value",
            ),
        ),
    ]
