"""Market engagement: events, who is invited, who comes, questions and changes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0061_needs_security"),
        ("organisations", "0004_suppliers_security"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Engagement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, unique=True)),
                ("ocid", models.CharField(max_length=100, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("about", models.TextField()),
                ("police_area", models.CharField(blank=True, max_length=40)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "cohorts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.TextField(blank=True, help_text="The address, where people meet in person.")),
                (
                    "online",
                    models.CharField(blank=True, help_text="The link, where people join online.", max_length=300),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("how_to_join", models.TextField()),
                ("access", models.TextField(help_text="What makes it accessible, and whom to ask for more.")),
                ("state", models.CharField(default="draft", max_length=12)),
                ("made_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_why", models.TextField(blank=True)),
                ("organisations_came", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("people_came", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("notes_said", models.TextField(blank=True)),
                ("notes_follows", models.TextField(blank=True)),
                ("notes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="commissioning.market",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engagements",
                        to="commissioning.need",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.region",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EngagementChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("why", models.TextField()),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="commissioning.engagement",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="EngagementEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=40)),
                ("ocid", models.CharField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                ("about", models.TextField()),
                ("police_area", models.CharField(blank=True, max_length=40)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                (
                    "cohorts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), blank=True, default=list, size=None
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("place", models.TextField(blank=True, help_text="The address, where people meet in person.")),
                (
                    "online",
                    models.CharField(blank=True, help_text="The link, where people join online.", max_length=300),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("places", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("how_to_join", models.TextField()),
                ("access", models.TextField(help_text="What makes it accessible, and whom to ask for more.")),
                ("state", models.CharField(default="draft", max_length=12)),
                ("made_at", models.DateTimeField()),
                ("announced_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_why", models.TextField(blank=True)),
                ("organisations_came", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("people_came", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("notes_said", models.TextField(blank=True)),
                ("notes_follows", models.TextField(blank=True)),
                ("notes_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="commissioning.market",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="commissioning.need",
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
                        to="commissioning.engagement",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.region",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EngagementInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("because", models.CharField(max_length=20)),
                ("invited_at", models.DateTimeField()),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="commissioning.engagement",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.supplier"
                    ),
                ),
            ],
            options={
                "ordering": ["engagement", "supplier__legal_name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EngagementQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField()),
                ("text", models.TextField()),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("told", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="commissioning.engagement",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.supplier"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EngagementQuestionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("text", models.TextField()),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("told", models.TextField(blank=True)),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="commissioning.engagement",
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
                        to="commissioning.engagementquestion",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.supplier",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EngagementReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.PositiveSmallIntegerField()),
                ("wishes", models.TextField(blank=True, help_text="What they need to take part.")),
                ("said_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("came", models.BooleanField(blank=True, null=True)),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="commissioning.engagement",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.supplier"
                    ),
                ),
            ],
            options={
                "ordering": ["said_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EngagementReplyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("people", models.PositiveSmallIntegerField()),
                ("wishes", models.TextField(blank=True, help_text="What they need to take part.")),
                ("said_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("came", models.BooleanField(blank=True, null=True)),
                (
                    "engagement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="commissioning.engagement",
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
                        to="commissioning.engagementreply",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="organisations.supplier",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(fields=["starts_at"], name="engagement_by_day"),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reference__regex", "^[a-z0-9][a-z0-9-]*$"),
                    models.Q(("title", ""), _negated=True),
                    models.Q(("ocid", ""), _negated=True),
                    models.Q(("about", ""), _negated=True),
                ),
                name="engagement_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "cohorts__contained_by",
                        [
                            "women",
                            "men",
                            "young-adults",
                            "older",
                            "black-minoritised",
                            "gypsy-roma-traveller",
                            "muslim",
                            "disabled",
                            "neurodivergent",
                            "lgbt",
                            "care-leavers",
                            "veterans",
                            "foreign-nationals",
                            "families",
                        ],
                    ),
                    ("language__in", ["en", "cy", "both"]),
                    (
                        "needs__contained_by",
                        [
                            "accommodation",
                            "dependency-recovery",
                            "employment",
                            "finance",
                            "mentoring",
                            "wellbeing",
                            "womens-services",
                        ],
                    ),
                    ("state__in", ["draft", "announced", "held", "reported", "cancelled", "discarded"]),
                ),
                name="engagement_codes_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("police_area", ""), ("region__isnull", False), _connector="OR"),
                name="engagement_area_lies_in_a_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="engagement_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__isnull", True), ("places__gte", 1), _connector="OR"),
                name="engagement_has_places",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("announced_at__isnull", True), ("state__in", ("draft", "discarded"))),
                    models.Q(
                        models.Q(("state__in", ("draft", "discarded")), _negated=True),
                        ("announced_at__lt", models.F("starts_at")),
                        models.Q(("online", ""), ("place", ""), _negated=True),
                        models.Q(("how_to_join", ""), _negated=True),
                        models.Q(("access", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="engagement_announced_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "cancelled"), _negated=True),
                        ("cancelled_at__isnull", True),
                        ("cancelled_why", ""),
                    ),
                    models.Q(
                        ("cancelled_at__lt", models.F("starts_at")),
                        ("state", "cancelled"),
                        models.Q(("cancelled_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="engagement_cancelled_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisations_came__isnull", True), ("people_came__isnull", True)),
                    models.Q(("people_came__gte", models.F("organisations_came")), ("state__in", ("held", "reported"))),
                    _connector="OR",
                ),
                name="engagement_counts_who_came",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("state", "reported"), _negated=True),
                        ("notes_at__isnull", True),
                        ("notes_follows", ""),
                        ("notes_said", ""),
                    ),
                    models.Q(
                        ("notes_at__gte", models.F("ends_at")),
                        ("people_came__isnull", False),
                        ("state", "reported"),
                        models.Q(("notes_said", ""), _negated=True),
                        models.Q(("notes_follows", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="engagement_reported_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "commissioning_engagementevent" ("about", "access", "announced_at", "cancelled_at", "cancelled_why", "cohorts", "ends_at", "how_to_join", "id", "language", "made_at", "made_by_id", "market_id", "need_id", "needs", "notes_at", "notes_follows", "notes_said", "ocid", "online", "organisations_came", "people_came", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "police_area", "reference", "region_id", "starts_at", "state", "title") VALUES (NEW."about", NEW."access", NEW."announced_at", NEW."cancelled_at", NEW."cancelled_why", NEW."cohorts", NEW."ends_at", NEW."how_to_join", NEW."id", NEW."language", NEW."made_at", NEW."made_by_id", NEW."market_id", NEW."need_id", NEW."needs", NEW."notes_at", NEW."notes_follows", NEW."notes_said", NEW."ocid", NEW."online", NEW."organisations_came", NEW."people_came", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."places", NEW."police_area", NEW."reference", NEW."region_id", NEW."starts_at", NEW."state", NEW."title"); RETURN NULL;',
                    hash="a26440f9fc25324d93fd49d1647acb92c527f8e7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a8e4",
                    table="commissioning_engagement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagement",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "commissioning_engagementevent" ("about", "access", "announced_at", "cancelled_at", "cancelled_why", "cohorts", "ends_at", "how_to_join", "id", "language", "made_at", "made_by_id", "market_id", "need_id", "needs", "notes_at", "notes_follows", "notes_said", "ocid", "online", "organisations_came", "people_came", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "police_area", "reference", "region_id", "starts_at", "state", "title") VALUES (OLD."about", OLD."access", OLD."announced_at", OLD."cancelled_at", OLD."cancelled_why", OLD."cohorts", OLD."ends_at", OLD."how_to_join", OLD."id", OLD."language", OLD."made_at", OLD."made_by_id", OLD."market_id", OLD."need_id", OLD."needs", OLD."notes_at", OLD."notes_follows", OLD."notes_said", OLD."ocid", OLD."online", OLD."organisations_came", OLD."people_came", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."places", OLD."police_area", OLD."reference", OLD."region_id", OLD."starts_at", OLD."state", OLD."title"); RETURN NULL;',
                    hash="dc31868d881e37334e1d1db6e4a3aca5d8354ca0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cc1be",
                    table="commissioning_engagement",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementchange",
            constraint=models.UniqueConstraint(fields=("engagement", "number"), name="engagement_change_once"),
        ),
        migrations.AddConstraint(
            model_name="engagementchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), models.Q(("why", ""), _negated=True)),
                name="engagement_change_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ec626ec0e6801f0af6fb329fe0b1a595c2033991",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1b7da",
                    table="commissioning_engagementevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementinvitation",
            constraint=models.UniqueConstraint(fields=("engagement", "supplier"), name="engagement_invites_once"),
        ),
        migrations.AddConstraint(
            model_name="engagementinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "because__in",
                        ("holds-a-place", "offers-the-need", "serves-the-people", "said-nothing", "about-everything"),
                    )
                ),
                name="engagement_invites_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementquestion",
            constraint=models.UniqueConstraint(fields=("engagement", "number"), name="engagement_answer_number_once"),
        ),
        migrations.AddConstraint(
            model_name="engagementquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="engagement_question_asks_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("answered_at__isnull", True),
                        ("answered_by__isnull", True),
                        ("number__isnull", True),
                        ("told", ""),
                    ),
                    models.Q(
                        ("answered_at__gte", models.F("asked_at")),
                        ("answered_by__isnull", False),
                        ("number__gte", 1),
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("told", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="engagement_question_answered_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "commissioning_engagementquestionevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "engagement_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supplier_id", "text", "told") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."engagement_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."supplier_id", NEW."text", NEW."told"); RETURN NULL;',
                    hash="5c25bebe215e199d5e1624efd40952ab7447569c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cd779",
                    table="commissioning_engagementquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementquestion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "commissioning_engagementquestionevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "engagement_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "supplier_id", "text", "told") VALUES (OLD."answer", OLD."answered_at", OLD."answered_by_id", OLD."asked_at", OLD."asked_by_id", OLD."engagement_id", OLD."id", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."supplier_id", OLD."text", OLD."told"); RETURN NULL;',
                    hash="d5075557e4ca3e242eee7fbebedae4fa674354c1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bad99",
                    table="commissioning_engagementquestion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementquestionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d14bf003ea4cdf465d3c0c170b8b30773409b658",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e92f5",
                    table="commissioning_engagementquestionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementreply",
            constraint=models.UniqueConstraint(fields=("engagement", "supplier"), name="engagement_reply_once"),
        ),
        migrations.AddConstraint(
            model_name="engagementreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", 1), ("people__lte", 50)), name="engagement_reply_of_people"
            ),
        ),
        migrations.AddConstraint(
            model_name="engagementreply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("came__isnull", True), ("withdrawn_at__gte", models.F("said_at"))),
                    _connector="OR",
                ),
                name="engagement_reply_withdrawn_later",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementreply",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "commissioning_engagementreplyevent" ("came", "engagement_id", "id", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_at", "said_by_id", "supplier_id", "wishes", "withdrawn_at") VALUES (NEW."came", NEW."engagement_id", NEW."id", NEW."people", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said_at", NEW."said_by_id", NEW."supplier_id", NEW."wishes", NEW."withdrawn_at"); RETURN NULL;',
                    hash="bccd977012b78ee5775a4b6d7255441be42f8989",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3d537",
                    table="commissioning_engagementreply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementreply",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "commissioning_engagementreplyevent" ("came", "engagement_id", "id", "people", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said_at", "said_by_id", "supplier_id", "wishes", "withdrawn_at") VALUES (OLD."came", OLD."engagement_id", OLD."id", OLD."people", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."said_at", OLD."said_by_id", OLD."supplier_id", OLD."wishes", OLD."withdrawn_at"); RETURN NULL;',
                    hash="9b24b961a926c8ba25f66dd9310fed792d783f75",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_32088",
                    table="commissioning_engagementreply",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementreplyevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="06ab5cb3d12941e326ed523a4e0a61c52192668b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0d4ec",
                    table="commissioning_engagementreplyevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
