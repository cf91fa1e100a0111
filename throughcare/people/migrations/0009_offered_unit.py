"""While a transfer is open, the region it is offered to sees the record as well."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

SEES = """
    (SELECT throughcare_actor()) IS NOT NULL
    AND (delivery_unit_id = ANY ((SELECT throughcare_units())::bigint[]){offered} OR (SELECT throughcare_reaches_all()))
    AND (NOT limited OR throughcare_admitted(people_person.id))
"""
AS_WELL = SEES.format(offered=" OR offered_unit_id = ANY ((SELECT throughcare_units())::bigint[])")
BEFORE = SEES.format(offered="")


def policy(sees: str) -> str:
    """Who sees a record through the web role."""
    return f"ALTER POLICY people_person_web ON people_person USING ({sees}) WITH CHECK ({sees})"


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_who_sees_which_units"),
        ("people", "0008_faster_folding"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="person",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="person",
            name="offered_unit",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.deliveryunit",
            ),
        ),
        migrations.AddField(
            model_name="personevent",
            name="offered_unit",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="organisations.deliveryunit",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "people_personevent" ("crn", "date_of_birth", "delivery_unit_id", "forenames", "id", "language", "limited", "merged_into_id", "offered_unit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "sex", "surname") VALUES (NEW."crn", NEW."date_of_birth", NEW."delivery_unit_id", NEW."forenames", NEW."id", NEW."language", NEW."limited", NEW."merged_into_id", NEW."offered_unit_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preferred_name", NEW."sex", NEW."surname"); RETURN NULL;',
                    hash="f39d6d1e10e34409fba3523eed84cd15acfbdab7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_de829",
                    table="people_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "people_personevent" ("crn", "date_of_birth", "delivery_unit_id", "forenames", "id", "language", "limited", "merged_into_id", "offered_unit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preferred_name", "sex", "surname") VALUES (OLD."crn", OLD."date_of_birth", OLD."delivery_unit_id", OLD."forenames", OLD."id", OLD."language", OLD."limited", OLD."merged_into_id", OLD."offered_unit_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."preferred_name", OLD."sex", OLD."surname"); RETURN NULL;',
                    hash="91e073a6201fccb74ab26734650b42d04d228bd8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2ca2d",
                    table="people_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(policy(AS_WELL), policy(BEFORE)),
    ]
