"""Letters to bidders where a whole competition ends without an award: they belong to the competition, not to a decision."""

import django.db.models.deletion
from django.db import migrations, models

ONE = models.Q(decision__isnull=True, ended__isnull=False) | models.Q(decision__isnull=False, ended__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0066_engagement_security")]

    operations = [
        migrations.AddField(
            model_name="feedbackletter",
            name="ended",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="last_letters",
                to="commissioning.competition",
            ),
        ),
        migrations.AlterField(
            model_name="feedbackletter",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="commissioning.awarddecision",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackletter",
            constraint=models.UniqueConstraint(fields=("ended", "opened"), name="feedback_once_without_an_award"),
        ),
        migrations.AddConstraint(
            model_name="feedbackletter",
            constraint=models.CheckConstraint(condition=ONE, name="feedback_on_one_outcome"),
        ),
    ]
