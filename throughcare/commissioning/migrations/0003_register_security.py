"""The register of contracts is public and read alone: only an import, which no page runs, writes it."""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

NOBODY = {"read": "true", "add": "false", "change": "false"}


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0002_register_of_contracts"), ("audit", "0002_append_only_chains")]

    operations = [
        secure_writes("commissioning_registeredcontract", **NOBODY),
        secure_writes("commissioning_registeredsubcontractor", **NOBODY),
    ]
