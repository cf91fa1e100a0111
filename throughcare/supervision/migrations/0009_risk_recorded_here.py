"""Registrations, their reviews and assessments recorded on pages; cases that stay although a tier outgrew the grade."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from throughcare.people.row_security import with_person_and_history


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_exact_words_first"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("supervision", "0008_suspended_from"),
        ("workforce", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GradeWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.CharField(max_length=20)),
                ("tier", models.CharField(max_length=15)),
                ("reason", models.TextField()),
                ("decided_on", models.DateField()),
                ("review_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="GradeWaiverEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("scheme", models.CharField(max_length=20)),
                ("tier", models.CharField(max_length=15)),
                ("reason", models.TextField()),
                ("decided_on", models.DateField()),
                ("review_on", models.DateField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegistrationReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reviewed_on", models.DateField()),
                ("next_on", models.DateField()),
                ("note", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="RegistrationReviewEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reviewed_on", models.DateField()),
                ("next_on", models.DateField()),
                ("note", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="registration",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="assessment",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assessment",
            name="withdrawn_why",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="assessmentevent",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddField(
            model_name="assessmentevent",
            name="withdrawn_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="assessmentevent",
            name="withdrawn_why",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="registration",
            name="end_note",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="registration",
            name="end_reason",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="registration",
            name="note",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="registration",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddField(
            model_name="registrationevent",
            name="end_note",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="registrationevent",
            name="end_reason",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="registrationevent",
            name="note",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="registrationevent",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.staff",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_assessmentevent" ("arp", "arp_kind", "completed_on", "csrp", "csrp_kind", "dc_srp", "dc_srp_band", "id", "impulsivity", "kind", "need_accommodation", "need_alcohol", "need_attitudes", "need_drugs", "need_ete", "need_lifestyle", "need_relationships", "need_thinking", "ogrs", "parenting", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "rsr", "staff_id", "temper", "withdrawn_on", "withdrawn_why") VALUES (NEW."arp", NEW."arp_kind", NEW."completed_on", NEW."csrp", NEW."csrp_kind", NEW."dc_srp", NEW."dc_srp_band", NEW."id", NEW."impulsivity", NEW."kind", NEW."need_accommodation", NEW."need_alcohol", NEW."need_attitudes", NEW."need_drugs", NEW."need_ete", NEW."need_lifestyle", NEW."need_relationships", NEW."need_thinking", NEW."ogrs", NEW."parenting", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."rsr", NEW."staff_id", NEW."temper", NEW."withdrawn_on", NEW."withdrawn_why"); RETURN NULL;',
                    hash="50566b5e0a2ddd92d3e067c11efd2e37021e95ed",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e20b",
                    table="supervision_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_assessmentevent" ("arp", "arp_kind", "completed_on", "csrp", "csrp_kind", "dc_srp", "dc_srp_band", "id", "impulsivity", "kind", "need_accommodation", "need_alcohol", "need_attitudes", "need_drugs", "need_ete", "need_lifestyle", "need_relationships", "need_thinking", "ogrs", "parenting", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "rsr", "staff_id", "temper", "withdrawn_on", "withdrawn_why") VALUES (OLD."arp", OLD."arp_kind", OLD."completed_on", OLD."csrp", OLD."csrp_kind", OLD."dc_srp", OLD."dc_srp_band", OLD."id", OLD."impulsivity", OLD."kind", OLD."need_accommodation", OLD."need_alcohol", OLD."need_attitudes", OLD."need_drugs", OLD."need_ete", OLD."need_lifestyle", OLD."need_relationships", OLD."need_thinking", OLD."ogrs", OLD."parenting", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."rsr", OLD."staff_id", OLD."temper", OLD."withdrawn_on", OLD."withdrawn_why"); RETURN NULL;',
                    hash="a2ae15202c72dc7d4e4e003f8c9dee128a0eaf12",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_3d53b",
                    table="supervision_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_registrationevent" ("category", "end_note", "end_reason", "ended_on", "id", "level", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "registered_on", "review_on", "staff_id", "type") VALUES (NEW."category", NEW."end_note", NEW."end_reason", NEW."ended_on", NEW."id", NEW."level", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reference", NEW."registered_on", NEW."review_on", NEW."staff_id", NEW."type"); RETURN NULL;',
                    hash="dcfb4675cd96d1b529cb19255752fe877061b19a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ac47c",
                    table="supervision_registration",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registration",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_registrationevent" ("category", "end_note", "end_reason", "ended_on", "id", "level", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "registered_on", "review_on", "staff_id", "type") VALUES (OLD."category", OLD."end_note", OLD."end_reason", OLD."ended_on", OLD."id", OLD."level", OLD."note", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reference", OLD."registered_on", OLD."review_on", OLD."staff_id", OLD."type"); RETURN NULL;',
                    hash="f71053df0576e877c76171d340f82af3b24d0dff",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_40962",
                    table="supervision_registration",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("rsr__isnull", True), ("rsr__range", (0, 100)), _connector="OR"),
                name="assessment_rsr_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ogrs__isnull", True), ("ogrs__range", (0, 100)), _connector="OR"),
                name="assessment_ogrs_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("arp__isnull", True), ("arp__range", (0, 100)), _connector="OR"),
                name="assessment_arp_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("csrp__isnull", True), ("csrp__range", (0, 100)), _connector="OR"),
                name="assessment_csrp_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("dc_srp__isnull", True), ("dc_srp__range", (0, 100)), _connector="OR"),
                name="assessment_dc_srp_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_on__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                ),
                name="assessment_withdrawn_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_reason__in", ["no-longer", "replaced", "transferred", "error", ""])),
                name="registration_end_reason_is_in_the_table",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_reason", ""), ("ended_on__isnull", False), _connector="OR"),
                name="registration_end_has_a_day",
            ),
        ),
        migrations.AddField(
            model_name="gradewaiver",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="gradewaiver",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="gradewaiver",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workforce.staff"
            ),
        ),
        migrations.AddField(
            model_name="gradewaiverevent",
            name="decided_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="gradewaiverevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="gradewaiverevent",
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
            model_name="gradewaiverevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="supervision.gradewaiver",
            ),
        ),
        migrations.AddField(
            model_name="gradewaiverevent",
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
            model_name="registrationreview",
            name="person",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"),
        ),
        migrations.AddField(
            model_name="registrationreview",
            name="registration",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="supervision.registration"
            ),
        ),
        migrations.AddField(
            model_name="registrationreview",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddField(
            model_name="registrationreviewevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="registrationreviewevent",
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
            model_name="registrationreviewevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="supervision.registrationreview",
            ),
        ),
        migrations.AddField(
            model_name="registrationreviewevent",
            name="registration",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="supervision.registration",
            ),
        ),
        migrations.AddField(
            model_name="registrationreviewevent",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="workforce.staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="gradewaiver",
            constraint=models.UniqueConstraint(
                fields=("person", "staff", "scheme", "tier", "decided_on"), name="grade_waived_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="gradewaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="grade_waived_for_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="gradewaiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("review_on__gt", models.F("decided_on"))), name="grade_waiver_review_lies_after"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gradewaiver",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_gradewaiverevent" ("decided_by_id", "decided_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "scheme", "staff_id", "tier") VALUES (NEW."decided_by_id", NEW."decided_on", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."review_on", NEW."scheme", NEW."staff_id", NEW."tier"); RETURN NULL;',
                    hash="803ed84918d712d8089e06760d717b79ddda19a5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2df24",
                    table="supervision_gradewaiver",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gradewaiver",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_gradewaiverevent" ("decided_by_id", "decided_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "review_on", "scheme", "staff_id", "tier") VALUES (OLD."decided_by_id", OLD."decided_on", OLD."id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."review_on", OLD."scheme", OLD."staff_id", OLD."tier"); RETURN NULL;',
                    hash="3b1dceffecc7cc8b2d098000cdb4a2f575a8a5f9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b4b0e",
                    table="supervision_gradewaiver",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="gradewaiverevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cb54fa57f5886cc667cea6a130ee3d7caeb675d8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ab8b3",
                    table="supervision_gradewaiverevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="registrationreview",
            constraint=models.UniqueConstraint(
                fields=("registration", "reviewed_on"), name="registration_reviewed_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="registrationreview",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_on__gt", models.F("reviewed_on"))), name="registration_review_next_lies_after"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationreview",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "supervision_registrationreviewevent" ("id", "next_on", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_id", "reviewed_on", "staff_id") VALUES (NEW."id", NEW."next_on", NEW."note", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."registration_id", NEW."reviewed_on", NEW."staff_id"); RETURN NULL;',
                    hash="9308b5df76040db035c5480a72cfb883175ba48c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_77f73",
                    table="supervision_registrationreview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationreview",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "supervision_registrationreviewevent" ("id", "next_on", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "registration_id", "reviewed_on", "staff_id") VALUES (OLD."id", OLD."next_on", OLD."note", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."registration_id", OLD."reviewed_on", OLD."staff_id"); RETURN NULL;',
                    hash="646d42be7945b5bb92f2d8b8616e4ce7246b5857",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9cb05",
                    table="supervision_registrationreview",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registrationreviewevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ef1d9952b9f532c34385988cbaa323561d45756e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_afabd",
                    table="supervision_registrationreviewevent",
                    when="BEFORE",
                ),
            ),
        ),
        *with_person_and_history(("supervision_registrationreview", "supervision_gradewaiver")),
    ]
