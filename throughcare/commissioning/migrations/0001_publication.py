"""What is published: releases that nobody can change, and how each process stands."""

import django.contrib.postgres.fields
from django.db import migrations, models

APPEND_ONLY = """
CREATE TRIGGER release_append_only BEFORE UPDATE OR DELETE ON commissioning_publishedrelease
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER release_not_emptied BEFORE TRUNCATE ON commissioning_publishedrelease EXECUTE FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("audit", "0002_append_only_chains")]

    operations = [
        migrations.CreateModel(
            name="PublishedProcess",
            fields=[
                ("ocid", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("stage", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=300)),
                ("buyer", models.CharField(blank=True, max_length=200)),
                (
                    "suppliers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("value_pence", models.BigIntegerField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("first_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("releases", models.PositiveIntegerField()),
                ("compiled", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-updated_at", "ocid"], name="process_latest"),
                    models.Index(fields=["stage", "closes_at", "ocid"], name="process_by_stage"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("releases__gte", 1)), name="process_has_a_release"),
                    models.CheckConstraint(
                        condition=models.Q(("updated_at__gte", models.F("first_at"))),
                        name="process_updated_after_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ocid", models.CharField(max_length=100)),
                ("number", models.PositiveIntegerField()),
                ("release_id", models.CharField(max_length=120, unique=True)),
                ("published_at", models.DateTimeField()),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None),
                ),
                ("body", models.JSONField()),
            ],
            options={
                "indexes": [models.Index(fields=["published_at", "id"], name="release_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("ocid", "number"), name="release_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="release_number_from_one"),
                    models.CheckConstraint(condition=models.Q(("tags__len__gt", 0)), name="release_has_a_tag"),
                ],
            },
        ),
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER release_append_only ON commissioning_publishedrelease; "
            "DROP TRIGGER release_not_emptied ON commissioning_publishedrelease;",
        ),
    ]
