"""Loads of a place in a large database read its own people by the indexes, not the whole country's tables."""

from django.db import migrations

SIGNATURE = "ALTER FUNCTION supervision_case_counts_of(bigint[], date)"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0018_counts_of_the_seen")]

    operations = [
        migrations.RunSQL(
            f"{SIGNATURE} SET enable_hashjoin = off; {SIGNATURE} SET random_page_cost = 1.1;",
            f"{SIGNATURE} RESET enable_hashjoin; {SIGNATURE} RESET random_page_cost;",
        ),
    ]
