"""Sentence plans: their tables, and what keeps a version as it is once it was shared."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from throughcare.people.row_security import with_person_and_history

TABLES = (
    "supervision_plan", "supervision_planversion", "supervision_planneed", "supervision_planobjective",
    "supervision_planstep", "supervision_stepprogress",
)  # fmt: skip
FIXED = """
CREATE FUNCTION supervision_plan_version_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A merge moves the rows of one record to another; only who erases a whole record takes rows away.
    IF TG_OP = 'DELETE' AND current_user = 'throughcare_owner' THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state IN ('draft', 'shared') THEN RETURN NEW; END IF;
        IF to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN RETURN NEW; END IF;
        IF OLD.state = 'agreed' AND NEW.state = 'replaced' AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'version % of a plan is %, so it stays as it is', OLD.number, OLD.state
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plan_version_is_fixed BEFORE UPDATE OR DELETE ON supervision_planversion
    FOR EACH ROW EXECUTE FUNCTION supervision_plan_version_is_fixed();

CREATE FUNCTION supervision_plan_part_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version bigint;
    standing text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN RETURN NEW; END IF;
    IF TG_OP = 'DELETE' AND current_user = 'throughcare_owner' THEN RETURN OLD; END IF;
    version := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
    SELECT state INTO standing FROM supervision_planversion WHERE id = version FOR SHARE;
    IF standing = 'draft' THEN RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END IF;
    RAISE EXCEPTION 'the version of the plan is %, so it stays as it is', standing
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER plan_part_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON supervision_planneed
    FOR EACH ROW EXECUTE FUNCTION supervision_plan_part_is_fixed();
CREATE TRIGGER plan_part_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON supervision_planobjective
    FOR EACH ROW EXECUTE FUNCTION supervision_plan_part_is_fixed();
CREATE TRIGGER plan_part_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON supervision_planstep
    FOR EACH ROW EXECUTE FUNCTION supervision_plan_part_is_fixed();

CREATE FUNCTION supervision_progress_is_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id' THEN RETURN NEW; END IF;
    IF TG_OP = 'DELETE' AND current_user = 'throughcare_owner' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'progress is added to, never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER progress_is_added BEFORE UPDATE OR DELETE ON supervision_stepprogress
    FOR EACH ROW EXECUTE FUNCTION supervision_progress_is_added();
"""
BACK = """
DROP TRIGGER progress_is_added ON supervision_stepprogress;
DROP TRIGGER plan_part_is_fixed ON supervision_planstep;
DROP TRIGGER plan_part_is_fixed ON supervision_planobjective;
DROP TRIGGER plan_part_is_fixed ON supervision_planneed;
DROP TRIGGER plan_version_is_fixed ON supervision_planversion;
DROP FUNCTION supervision_progress_is_added(), supervision_plan_part_is_fixed(), supervision_plan_version_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_faster_folding"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("supervision", "0015_enforcement_security"),
        ("workforce", "0002_working_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=15)),
                ("severity", models.CharField(max_length=8)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanObjective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField()),
                ("section", models.CharField(max_length=15)),
                ("wording", models.CharField(blank=True, max_length=15)),
                ("text", models.CharField(max_length=300)),
                ("text_cy", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField()),
                ("wording", models.CharField(blank=True, max_length=15)),
                ("text", models.CharField(max_length=300)),
                ("text_cy", models.CharField(blank=True, max_length=300)),
                ("who", models.CharField(max_length=12)),
                ("agency", models.CharField(blank=True, max_length=100)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="supervision.planobjective",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default="draft", max_length=10)),
                ("reason", models.CharField(max_length=15)),
                ("begun_on", models.DateField()),
                ("strengths", models.TextField(blank=True)),
                ("strengths_cy", models.TextField(blank=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("shared_on", models.DateField(blank=True, null=True)),
                ("shared_how", models.CharField(blank=True, max_length=10)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("view", models.CharField(blank=True, max_length=10)),
                ("own_words", models.TextField(blank=True)),
                ("signed", models.CharField(blank=True, max_length=10)),
                ("why_not", models.TextField(blank=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.staff",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supervision.assessment",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.staff",
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="supervision.contact",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="supervision.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField()),
                ("wording", models.CharField(blank=True, max_length=15)),
                ("text", models.CharField(max_length=300)),
                ("text_cy", models.CharField(blank=True, max_length=300)),
                ("who", models.CharField(max_length=12)),
                ("agency", models.CharField(blank=True, max_length=100)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "objective",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.planobjective",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.planstep",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.planversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="planstep",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="supervision.planversion"
            ),
        ),
        migrations.CreateModel(
            name="PlanObjectiveEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField()),
                ("section", models.CharField(max_length=15)),
                ("wording", models.CharField(blank=True, max_length=15)),
                ("text", models.CharField(max_length=300)),
                ("text_cy", models.CharField(blank=True, max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.planobjective",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.planversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="planobjective",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="supervision.planversion"
            ),
        ),
        migrations.CreateModel(
            name="PlanNeedEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("section", models.CharField(max_length=15)),
                ("severity", models.CharField(max_length=8)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.planneed",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.planversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="planneed",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="supervision.planversion"
            ),
        ),
        migrations.CreateModel(
            name="PlanVersionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("state", models.CharField(default="draft", max_length=10)),
                ("reason", models.CharField(max_length=15)),
                ("begun_on", models.DateField()),
                ("strengths", models.TextField(blank=True)),
                ("strengths_cy", models.TextField(blank=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("shared_on", models.DateField(blank=True, null=True)),
                ("shared_how", models.CharField(blank=True, max_length=10)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("view", models.CharField(blank=True, max_length=10)),
                ("own_words", models.TextField(blank=True)),
                ("signed", models.CharField(blank=True, max_length=10)),
                ("why_not", models.TextField(blank=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.staff",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.assessment",
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.staff",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.contact",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.planversion",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StepProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="progress", to="supervision.plan"
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="StepProgressEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("step", models.UUIDField()),
                ("state", models.CharField(max_length=10)),
                ("on", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="supervision.stepprogress",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="supervision.plan",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="workforce.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on__isnull", True)), fields=("person",), name="one_open_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                ),
                name="plan_closed_on_not_before_opened_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_reason__in", ["supervision-ended", "error", "merged", ""])),
                name="plan_end_reason_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", True), ("end_reason", "")),
                    models.Q(("closed_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_ends_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_planevent" ("closed_on", "end_reason", "id", "opened_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closed_on", NEW."end_reason", NEW."id", NEW."opened_on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="21fa9750735c3a22900e61361e088fb9df167109",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a2edc",
                    table="supervision_plan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="plan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_planevent" ("closed_on", "end_reason", "id", "opened_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."closed_on", OLD."end_reason", OLD."id", OLD."opened_on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="5a9b280cdbdc77fa3993030978536c44b19ecbba",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7db81",
                    table="supervision_plan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2e5092b70ca2d13f886ed00eae15852cb59ff594",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_078ec",
                    table="supervision_planevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="plan_version_number"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "shared"))), fields=("plan",), name="one_draft_of_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "agreed")), fields=("plan",), name="one_agreed_version_of_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "shared", "agreed", "replaced", "discarded"])),
                name="plan_version_state_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["first", "due", "risk", "circumstances", "asked", "breach"])),
                name="plan_version_reason_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("shared_how__in", ["together", "printed", "sent", ""])),
                name="plan_version_shared_how_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("view__in", ["agrees", "in-part", "disagrees", "not-given", ""])),
                name="plan_version_view_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("signed__in", ["signed", "spoken", "not-signed", ""])),
                name="plan_version_signed_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["agreed", "replaced"]), _negated=True),
                    models.Q(
                        ("agreed_on__isnull", False),
                        ("review_on__gt", models.F("agreed_on")),
                        models.Q(("view", ""), _negated=True),
                        models.Q(("signed", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="plan_version_agreed_in_full",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_planversionevent" ("agreed_by_id", "agreed_on", "assessment_id", "begun_by_id", "begun_on", "contact_id", "id", "number", "own_words", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "review_on", "shared_how", "shared_on", "signed", "state", "strengths", "strengths_cy", "view", "why_not") VALUES (NEW."agreed_by_id", NEW."agreed_on", NEW."assessment_id", NEW."begun_by_id", NEW."begun_on", NEW."contact_id", NEW."id", NEW."number", NEW."own_words", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."reason", NEW."review_on", NEW."shared_how", NEW."shared_on", NEW."signed", NEW."state", NEW."strengths", NEW."strengths_cy", NEW."view", NEW."why_not"); RETURN NULL;',
                    hash="c037f7bbce2d4fd280a2624695e9be12d68d8385",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_49874",
                    table="supervision_planversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_planversionevent" ("agreed_by_id", "agreed_on", "assessment_id", "begun_by_id", "begun_on", "contact_id", "id", "number", "own_words", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reason", "review_on", "shared_how", "shared_on", "signed", "state", "strengths", "strengths_cy", "view", "why_not") VALUES (OLD."agreed_by_id", OLD."agreed_on", OLD."assessment_id", OLD."begun_by_id", OLD."begun_on", OLD."contact_id", OLD."id", OLD."number", OLD."own_words", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."reason", OLD."review_on", OLD."shared_how", OLD."shared_on", OLD."signed", OLD."state", OLD."strengths", OLD."strengths_cy", OLD."view", OLD."why_not"); RETURN NULL;',
                    hash="5a9f056aa965cefaae74a6ee452d1657c5617693",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_87775",
                    table="supervision_planversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c168f0abd378dcc51a4d8a4ce8d8cdfe0747a6af",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9de52",
                    table="supervision_planstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="plan_step_once"),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("who__in", ["person", "practitioner", "agency"])),
                name="plan_step_who_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="plan_step_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="planstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("who", "agency"), models.Q(("agency", ""), _negated=True)),
                    models.Q(models.Q(("who", "agency"), _negated=True), ("agency", "")),
                    _connector="OR",
                ),
                name="plan_step_names_an_agency_where_one_does_it",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_planstepevent" ("agency", "due_on", "id", "key", "objective_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "text_cy", "version_id", "who", "wording") VALUES (NEW."agency", NEW."due_on", NEW."id", NEW."key", NEW."objective_id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."text", NEW."text_cy", NEW."version_id", NEW."who", NEW."wording"); RETURN NULL;',
                    hash="b0ac7dd73c511e1e864fcf3a2d50809ce9aafd11",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_57c7d",
                    table="supervision_planstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planstep",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_planstepevent" ("agency", "due_on", "id", "key", "objective_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "text", "text_cy", "version_id", "who", "wording") VALUES (OLD."agency", OLD."due_on", OLD."id", OLD."key", OLD."objective_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."text", OLD."text_cy", OLD."version_id", OLD."who", OLD."wording"); RETURN NULL;',
                    hash="790a27137ae5e8fecd54a1c83fa8a46b8a14fe4e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1a486",
                    table="supervision_planstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planobjectiveevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bd936f4d7260468cb05803087d4ff57b04cf064a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fcb50",
                    table="supervision_planobjectiveevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="planobjective",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="plan_objective_once"),
        ),
        migrations.AddConstraint(
            model_name="planobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        [
                            "accommodation",
                            "ete",
                            "finance",
                            "relationships",
                            "lifestyle",
                            "drugs",
                            "alcohol",
                            "wellbeing",
                            "thinking",
                            "attitudes",
                            "order",
                        ],
                    )
                ),
                name="plan_objective_section_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planobjective",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="plan_objective_says_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planobjective",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_planobjectiveevent" ("id", "key", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "section", "text", "text_cy", "version_id", "wording") VALUES (NEW."id", NEW."key", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."section", NEW."text", NEW."text_cy", NEW."version_id", NEW."wording"); RETURN NULL;',
                    hash="f4e1828a53cf00ed7d45e7873d302ceb2fc39d6a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d66cc",
                    table="supervision_planobjective",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planobjective",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_planobjectiveevent" ("id", "key", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "section", "text", "text_cy", "version_id", "wording") VALUES (OLD."id", OLD."key", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."section", OLD."text", OLD."text_cy", OLD."version_id", OLD."wording"); RETURN NULL;',
                    hash="064e5dc88e3360c2a902a98238362ac7013bfdbf",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_33554",
                    table="supervision_planobjective",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planneedevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c05d7930b5e6dad6fce9501b10d1619e3a8a4361",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0f109",
                    table="supervision_planneedevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="planneed",
            constraint=models.UniqueConstraint(fields=("version", "section"), name="plan_need_once"),
        ),
        migrations.AddConstraint(
            model_name="planneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        [
                            "accommodation",
                            "ete",
                            "finance",
                            "relationships",
                            "lifestyle",
                            "drugs",
                            "alcohol",
                            "wellbeing",
                            "thinking",
                            "attitudes",
                            "order",
                        ],
                    )
                ),
                name="plan_need_section_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="planneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", ["none", "standard", "severe"])),
                name="plan_need_severity_is_in_the_table",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planneed",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_planneedevent" ("id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "severity", "version_id") VALUES (NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."section", NEW."severity", NEW."version_id"); RETURN NULL;',
                    hash="af444d4fdbbe9772971a4e7415e06fb2b028575f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_288ba",
                    table="supervision_planneed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planneed",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_planneedevent" ("id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section", "severity", "version_id") VALUES (OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."section", OLD."severity", OLD."version_id"); RETURN NULL;',
                    hash="3218c72fa8f89088ed326404909e87cdb7184f4c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_34f84",
                    table="supervision_planneed",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="planversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6a0f275b19a25c603c98f6392bf4c730bb421e19",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_efd16",
                    table="supervision_planversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="stepprogress",
            index=models.Index(fields=["plan", "step"], name="step_progress_of_step"),
        ),
        migrations.AddConstraint(
            model_name="stepprogress",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["to-do", "started", "done", "dropped"])),
                name="step_progress_state_is_in_the_table",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepprogress",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_stepprogressevent" ("id", "note", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "staff_id", "state", "step") VALUES (NEW."id", NEW."note", NEW."on", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."staff_id", NEW."state", NEW."step"); RETURN NULL;',
                    hash="6e0f58dbeb6928b6e5a6439e12d2091727dc15a0",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a2e74",
                    table="supervision_stepprogress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepprogress",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_stepprogressevent" ("id", "note", "on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "staff_id", "state", "step") VALUES (OLD."id", OLD."note", OLD."on", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_id", OLD."staff_id", OLD."state", OLD."step"); RETURN NULL;',
                    hash="77ea6a89c8c795bc0654167b4691950331711018",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_276cf",
                    table="supervision_stepprogress",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stepprogressevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8870f4c4ba128477d654b3ee8bbb5e49ecca46c3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb953",
                    table="supervision_stepprogressevent",
                    when="BEFORE",
                ),
            ),
        ),
        *with_person_and_history(TABLES),
        migrations.RunSQL(FIXED, BACK),
    ]
