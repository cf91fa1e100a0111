"""What signing in needs: counters of attempts and a cache that all web processes share, and ending sessions at once."""

from django.db import migrations, models

CACHE = """
CREATE TABLE site_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX site_cache_expires ON site_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("number", models.PositiveIntegerField()),
            ],
            options={"verbose_name_plural": "attempts"},
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_from",
            field=models.DateTimeField(
                blank=True, null=True, help_text="Sessions begun before this moment have ended."
            ),
        ),
        migrations.RunSQL(CACHE, "DROP TABLE site_cache"),
    ]
