"""The day from which contact is suspended is kept with the answer; answers of suspended cases are asked again."""

from django.db import migrations, models

ASK_AGAIN = "UPDATE supervision_contactdue SET holds_until = decided_on WHERE state = 'suspended'"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0007_chain_by_keys")]

    operations = [
        migrations.AddField(model_name="contactdue", name="suspended_from", field=models.DateField(null=True)),
        migrations.RunSQL(ASK_AGAIN, migrations.RunSQL.noop),
    ]
