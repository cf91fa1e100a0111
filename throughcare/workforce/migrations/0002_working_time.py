"""Contracted hours as dated spells, and reductions of them."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

NO_OVERLAP = """
ALTER TABLE workforce_contractedhours ADD CONSTRAINT contracted_hours_do_not_overlap
    EXCLUDE USING gist (staff_id WITH =, daterange(start, until) WITH &&) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE workforce_reduction ADD CONSTRAINT reductions_for_one_reason_do_not_overlap
    EXCLUDE USING gist (staff_id WITH =, reason WITH =, daterange(start, until) WITH &&)
    WHERE (deleted_at IS NULL) DEFERRABLE INITIALLY DEFERRED;
"""

BACK = """
ALTER TABLE workforce_reduction DROP CONSTRAINT reductions_for_one_reason_do_not_overlap;
ALTER TABLE workforce_contractedhours DROP CONSTRAINT contracted_hours_do_not_overlap;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("workforce", "0001_initial"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="ContractedHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4)),
                ("start", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["staff", "start"],
            },
        ),
        migrations.CreateModel(
            name="ContractedHoursEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4)),
                ("start", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("reason", models.CharField(max_length=30)),
                ("share", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("hours", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("start", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["staff", "start", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReductionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=30)),
                ("share", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ("hours", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("start", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("notes", models.TextField(blank=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="staff",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="staff",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="staff",
            name="grade_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="staffevent",
            name="grade_since",
            field=models.DateField(blank=True, null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staff",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_staffevent" ("code", "contracted_hours", "delivery_unit_id", "forenames", "grade", "grade_since", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "start", "surname", "team_id", "until", "user_id") VALUES (NEW."code", NEW."contracted_hours", NEW."delivery_unit_id", NEW."forenames", NEW."grade", NEW."grade_since", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."start", NEW."surname", NEW."team_id", NEW."until", NEW."user_id"); RETURN NULL;',
                    hash="0f4125e756dd4b02f98c41fc2994453a3b10cb2b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_416b7",
                    table="workforce_staff",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staff",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_staffevent" ("code", "contracted_hours", "delivery_unit_id", "forenames", "grade", "grade_since", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "start", "surname", "team_id", "until", "user_id") VALUES (OLD."code", OLD."contracted_hours", OLD."delivery_unit_id", OLD."forenames", OLD."grade", OLD."grade_since", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id", OLD."start", OLD."surname", OLD."team_id", OLD."until", OLD."user_id"); RETURN NULL;',
                    hash="4539fca643844a1773ca68823733d0ccd2c9b619",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cbfcf",
                    table="workforce_staff",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="contractedhours",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.staff"
            ),
        ),
        migrations.AddField(
            model_name="contractedhoursevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="contractedhoursevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="workforce.contractedhours",
            ),
        ),
        migrations.AddField(
            model_name="contractedhoursevent",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddField(
            model_name="reduction",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.staff"
            ),
        ),
        migrations.AddField(
            model_name="reductionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="reductionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="workforce.reduction",
            ),
        ),
        migrations.AddField(
            model_name="reductionevent",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractedhours",
            constraint=models.UniqueConstraint(fields=("staff", "start"), name="contracted_hours_start"),
        ),
        migrations.AddConstraint(
            model_name="contractedhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0), ("hours__lte", 60)), name="contracted_hours_in_a_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="contractedhours",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("start")), _connector="OR"),
                name="contracted_hours_period",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractedhours",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_contractedhoursevent" ("hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "staff_id", "start", "until") VALUES (NEW."hours", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."staff_id", NEW."start", NEW."until"); RETURN NULL;',
                    hash="629cf951118079fa014a5cc5b7510bcdb0872961",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2bd45",
                    table="workforce_contractedhours",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractedhours",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_contractedhoursevent" ("hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "staff_id", "start", "until") VALUES (OLD."hours", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."staff_id", OLD."start", OLD."until"); RETURN NULL;',
                    hash="0c3f050e5d41c9d4da05095c8ca2d6b924835004",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e8065",
                    table="workforce_contractedhours",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contractedhoursevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4834fc992e58d1e3efa03269031d0a14a624dc36",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a2a1d",
                    table="workforce_contractedhoursevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="reduction",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)), fields=["staff"], name="reduction_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "disability",
                            "long-term-sickness",
                            "phased-return",
                            "pregnancy",
                            "maternity",
                            "adoption",
                            "special-leave",
                            "union-facility-time",
                            "other-paid-leave",
                            "unpaid-leave",
                            "other-personal",
                            "pqip-0-6",
                            "pqip-6-12",
                            "pqip-12-18",
                            "newly-qualified",
                            "pso-learning",
                            "vq3",
                            "level-4-5-access",
                            "co-worked-cases",
                            "group-supervision",
                            "group-induction",
                            "court-duty",
                            "psr-sessional",
                            "split-role",
                            "om-in-custody",
                            "spoc-lead",
                        ],
                    )
                ),
                name="reduction_reason_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hours__isnull", True), ("share__gt", 0), ("share__lte", 100)),
                    models.Q(("hours__gt", 0), ("hours__lte", 60), ("share__isnull", True)),
                    _connector="OR",
                ),
                name="reduction_is_a_share_or_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="reduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("start")), _connector="OR"),
                name="reduction_period",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reduction",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "workforce_reductionevent" ("deleted_at", "hours", "id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "share", "staff_id", "start", "until") VALUES (NEW."deleted_at", NEW."hours", NEW."id", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."share", NEW."staff_id", NEW."start", NEW."until"); RETURN NULL;',
                    hash="0961b48d4cd52865309d5c9cb45b52a431d65671",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_232f9",
                    table="workforce_reduction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reduction",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "workforce_reductionevent" ("deleted_at", "hours", "id", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "share", "staff_id", "start", "until") VALUES (OLD."deleted_at", OLD."hours", OLD."id", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."share", OLD."staff_id", OLD."start", OLD."until"); RETURN NULL;',
                    hash="2e8b833917bfd0b6ff15629d29f99f9639ffeece",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cd4de",
                    table="workforce_reduction",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reductionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4799356533ab89efca699a76a21e469072557be1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4de8f",
                    table="workforce_reductionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(NO_OVERLAP, BACK),
    ]
