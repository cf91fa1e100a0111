"""Work beside cases, loads day by day and the alarms they raise; counts that do not depend on who looks."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from throughcare.people.row_security import secure

TASK_FACTS = """
CREATE FUNCTION supervision_task_facts(officers bigint[], first date, last date)
RETURNS TABLE (task_id bigint, staff_id bigint, kind text, sign integer, person_id bigint, done_on date)
LANGUAGE sql STABLE AS $$
SELECT task.id, task.staff_id, task.kind, 1, task.person_id, task.done_on FROM supervision_workloadtask task
WHERE task.done_on BETWEEN first AND last AND (officers IS NULL OR task.staff_id = ANY (officers))
UNION ALL
SELECT task.id, spell.staff_id, task.kind, -1, task.person_id, task.done_on FROM supervision_workloadtask task
JOIN supervision_officerspell spell
  ON spell.person_id = task.person_id AND spell.status = 'allocated' AND spell.staff_id <> task.staff_id
 AND spell.start <= task.done_on AND (spell.until IS NULL OR task.done_on < spell.until)
WHERE task.done_on BETWEEN first AND last AND task.kind LIKE 'CMS%'
  AND (officers IS NULL OR spell.staff_id = ANY (officers))
$$;
"""

# Sums for the kept loads: they count every case, whoever asks, and give numbers alone.
COUNTS = """
CREATE FUNCTION supervision_case_counts(officers bigint[], day date)
RETURNS TABLE (staff_id bigint, tier text, case_type text, t2a boolean, inactive text, cases bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
SELECT facts.staff_id, facts.tier, facts.case_type, facts.t2a, facts.inactive, count(*)
FROM supervision_case_facts(officers, NULL, day) facts GROUP BY 1, 2, 3, 4, 5
$$;
CREATE FUNCTION supervision_task_counts(officers bigint[], first date, last date)
RETURNS TABLE (staff_id bigint, kind text, tasks bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
SELECT facts.staff_id, facts.kind, sum(facts.sign) FROM supervision_task_facts(officers, first, last) facts GROUP BY 1, 2
$$;
"""

NO_OVERLAP = """
ALTER TABLE supervision_loadspell ADD CONSTRAINT load_spells_do_not_overlap
    EXCLUDE USING gist (staff_id WITH =, daterange(start, until) WITH &&) DEFERRABLE INITIALLY DEFERRED;
"""

# A report on somebody without a record here is about nobody; every other task is seen with its person.
VISIBLE = "{table}.person_id IS NULL OR EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = {table}.person_id)"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_exact_words_first"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("supervision", "0005_workload"),
        ("workforce", "0002_working_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkloadAlarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("over_since", models.DateField()),
                ("raised_on", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.staff"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkloadAlarmEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("over_since", models.DateField()),
                ("raised_on", models.DateField()),
                ("answer", models.TextField(blank=True)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="supervision.workloadalarm",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
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
        migrations.CreateModel(
            name="WorkloadTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=25)),
                ("done_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workforce.staff",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WorkloadTaskEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=25)),
                ("done_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
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
                        to="supervision.workloadtask",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
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
        migrations.CreateModel(
            name="LoadSpell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("start", models.DateField()),
                ("until", models.DateField(null=True)),
                ("points", models.IntegerField()),
                ("available", models.PositiveIntegerField()),
                ("percent", models.DecimalField(decimal_places=1, max_digits=7)),
                ("cases", models.PositiveIntegerField()),
                ("uncounted", models.PositiveIntegerField()),
                ("problem", models.CharField(blank=True, max_length=30)),
                ("over_since", models.DateField(null=True)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workforce.staff"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("over_since__isnull", False), ("until__isnull", True)),
                        fields=["over_since"],
                        name="load_over",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "start"), name="load_spell_start"),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("staff",), name="one_current_load"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("start")), _connector="OR"),
                        name="load_spell_period",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="workloadalarm",
            index=models.Index(condition=models.Q(("ended_on__isnull", True)), fields=["staff"], name="alarm_standing"),
        ),
        migrations.AddConstraint(
            model_name="workloadalarm",
            constraint=models.UniqueConstraint(fields=("staff", "over_since"), name="one_alarm_for_one_time"),
        ),
        migrations.AddConstraint(
            model_name="workloadalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("raised_on__isnull", True), ("raised_on__gte", models.F("over_since")), _connector="OR"
                ),
                name="workload_alarm_raised_on_not_before_over_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="workloadalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_on__isnull", True), ("answered_on__gte", models.F("raised_on")), _connector="OR"
                ),
                name="workload_alarm_answered_on_not_before_raised_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="workloadalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True), ("ended_on__gte", models.F("over_since")), _connector="OR"
                ),
                name="workload_alarm_ended_on_not_before_over_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="workloadalarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_by__isnull", True), ("answered_on__isnull", True)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="workload_alarm_answer_is_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadalarm",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_workloadalarmevent" ("answer", "answered_by_id", "answered_on", "ended_on", "id", "over_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_on", "staff_id") VALUES (NEW."answer", NEW."answered_by_id", NEW."answered_on", NEW."ended_on", NEW."id", NEW."over_since", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."raised_on", NEW."staff_id"); RETURN NULL;',
                    hash="53ba2935ca54934797f95786a7472d0007d018df",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1efdb",
                    table="supervision_workloadalarm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadalarm",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_workloadalarmevent" ("answer", "answered_by_id", "answered_on", "ended_on", "id", "over_since", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_on", "staff_id") VALUES (OLD."answer", OLD."answered_by_id", OLD."answered_on", OLD."ended_on", OLD."id", OLD."over_since", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."raised_on", OLD."staff_id"); RETURN NULL;',
                    hash="9ce3b7643e4e97127cfdf437e8de590197bd39ff",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d4900",
                    table="supervision_workloadalarm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadalarmevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3e5ca3eb4ed7bd3a9fd85e1856a40700935daca7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e396a",
                    table="supervision_workloadalarmevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="workloadtask",
            index=models.Index(fields=["staff", "done_on"], name="workload_task_of_staff"),
        ),
        migrations.AddIndex(
            model_name="workloadtask",
            index=models.Index(fields=["done_on"], name="workload_task_day"),
        ),
        migrations.AddConstraint(
            model_name="workloadtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "standard-court-report",
                            "fast-court-report",
                            "oral-report",
                            "parole-report",
                            "arms-community",
                            "arms-licence",
                            "CMS01",
                            "CMS02",
                            "CMS03",
                            "CMS04",
                            "CMS05",
                            "CMS06",
                            "CMS07",
                            "CMS08",
                            "CMS09",
                            "CMS10",
                            "CMS11",
                            "CMS12",
                            "CMS13",
                            "CMS14",
                            "CMS15",
                            "CMS16",
                            "CMS17",
                            "CMS18",
                            "CMS19",
                            "CMS20",
                            "CMS21",
                            "CMS22",
                            "CMS23",
                            "CMS24",
                            "CMS25",
                            "CMS26",
                            "CMS27",
                            "CMS28",
                            "CMS29",
                            "CMS30",
                            "CMS31",
                            "CMS32",
                            "CMS33",
                            "CMS34",
                            "CMS35",
                            "CMS36",
                        ],
                    )
                ),
                name="workload_task_kind_is_in_the_table",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadtask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_workloadtaskevent" ("done_on", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "staff_id") VALUES (NEW."done_on", NEW."id", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."staff_id"); RETURN NULL;',
                    hash="bca819ca880baa704e39597c40616756cd3f2536",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_06937",
                    table="supervision_workloadtask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadtask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_workloadtaskevent" ("done_on", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "staff_id") VALUES (OLD."done_on", OLD."id", OLD."kind", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."staff_id"); RETURN NULL;',
                    hash="e81dc1bb05dd1f3d6b2bfacfc30055e6fb5b0f4e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d592d",
                    table="supervision_workloadtask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="workloadtaskevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1a86bafc8a53ea5ee68eda4abc97e9fbad4e22cc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_aa942",
                    table="supervision_workloadtaskevent",
                    when="BEFORE",
                ),
            ),
        ),
        secure("supervision_workloadtask", VISIBLE.format(table="supervision_workloadtask")),
        secure("supervision_workloadtaskevent", VISIBLE.format(table="supervision_workloadtaskevent")),
        migrations.RunSQL(NO_OVERLAP, "ALTER TABLE supervision_loadspell DROP CONSTRAINT load_spells_do_not_overlap"),
        migrations.RunSQL(TASK_FACTS, "DROP FUNCTION supervision_task_facts(bigint[], date, date)"),
        migrations.RunSQL(
            COUNTS,
            "DROP FUNCTION supervision_task_counts(bigint[], date, date);"
            " DROP FUNCTION supervision_case_counts(bigint[], date)",
        ),
    ]
