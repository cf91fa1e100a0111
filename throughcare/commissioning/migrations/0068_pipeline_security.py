"""The pipeline is public, published by commissioners, and stays as it went out."""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0067_pipeline")]

    operations = [
        secure_writes("commissioning_pipelinenotice", read="true", add=COMMISSIONER, change="false"),
        secure_writes("commissioning_pipelineentry", read="true", add=COMMISSIONER, change="false"),
    ]
