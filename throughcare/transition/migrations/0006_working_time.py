"""Contracted hours and reductions came into the bundle: changes of them here are noted as well."""

from importlib import import_module

from django.db import migrations

noting_whole = import_module("throughcare.transition.migrations.0005_changed_here").noting_whole


class Migration(migrations.Migration):
    dependencies = [("transition", "0005_changed_here"), ("workforce", "0002_working_time")]

    operations = [
        noting_whole("workforce_contractedhours", "staff_id"),
        noting_whole("workforce_reduction", "staff_id"),
    ]
