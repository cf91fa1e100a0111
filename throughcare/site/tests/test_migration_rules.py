"""Which operations the version that serves does not bear, and that no migration since the release has one."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.contrib.postgres import operations as postgres
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from throughcare.site.operation import migration_rules
from throughcare.site.operation.migration_operations import SMALL, Tables
from throughcare.site.operation.migration_rules import check_migration, refused_operations, released_migrations

TABLES = Tables(frozenset({"shop_order", "accounts_user", "audit_log"}))


def state(**fields: models.Field) -> ProjectState:
    """A released table ``shop_order``, a small one, and one that is new."""
    made = ProjectState()
    columns = {"id": models.BigAutoField(primary_key=True), "name": models.CharField(max_length=20), **fields}
    for app, name in (("shop", "order"), ("shop", "new"), ("accounts", "user")):
        migrations.CreateModel(name, [(key, field.clone()) for key, field in columns.items()]).state_forwards(app, made)
    return made


def faults(*operations, app: str = "shop", before: ProjectState | None = None, **attributes: object) -> list[str]:
    """Why a migration of these operations is refused."""
    migration = SimpleNamespace(app_label=app, name="0002_next", operations=list(operations), **attributes)
    return [refused.why for refused in check_migration(migration, before or state(), TABLES)]


CHECK = models.CheckConstraint(condition=~models.Q(name=""), name="named")
UNIQUE = models.UniqueConstraint(fields=["name"], name="once")
INDEX = models.Index(fields=["name"], name="by_name")
TWO, FILL, MOVES = "stop using it in one release", "does not fill it", "moves data in one transaction"

REFUSED = [
    (migrations.RemoveField("order", "name"), TWO),
    (migrations.RenameField("order", "name", "title"), TWO),
    (migrations.RenameModel("order", "purchase"), TWO),
    (migrations.DeleteModel("order"), TWO),
    (migrations.AlterModelTable("order", "orders"), TWO),
    (migrations.AddField("order", "size", models.IntegerField()), FILL),
    (migrations.AddField("order", "size", models.IntegerField(default=1)), FILL),
    (migrations.AddField("order", "size", models.IntegerField(null=True, db_index=True)), "AddIndexConcurrently"),
    (migrations.AddField("order", "user", models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False)),
     "checks every row of a foreign key"),
    (migrations.AlterField("order", "name", models.CharField(max_length=10)), "changes what is stored"),
    (migrations.AlterField("order", "name", models.IntegerField()), "changes what is stored"),
    (migrations.AlterField("order", "name", models.CharField(max_length=20, unique=True)), "AddIndexConcurrently"),
    (migrations.AddIndex("order", INDEX), "AddIndexConcurrently"),
    (migrations.AddConstraint("order", CHECK), "AddConstraintNotValid"),
    (migrations.AddConstraint("order", UNIQUE), "ADD CONSTRAINT ... USING INDEX"),
    (migrations.RunPython(lambda apps, editor: None), MOVES),
    (migrations.AlterUniqueTogether("order", {("name",)}), "is not known to be safe"),
    (migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("order", "name")]), TWO),
]  # fmt: skip

BORNE = [
    migrations.CreateModel("other", [("id", models.BigAutoField(primary_key=True))]),
    migrations.AddField("order", "size", models.IntegerField(null=True)),
    migrations.AddField("order", "size", models.IntegerField(db_default=1)),
    migrations.AddField("order", "users", models.ManyToManyField("accounts.User")),
    migrations.AlterField("order", "name", models.CharField(max_length=40)),
    migrations.AlterField("order", "name", models.CharField(max_length=20, null=True)),
    migrations.AlterField("order", "name", models.CharField("Name", max_length=20, help_text="x", default="y")),
    migrations.AlterModelOptions("order", {"ordering": ["name"]}),
    migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("order", "name")]),
    postgres.AddIndexConcurrently("order", INDEX),
    postgres.AddConstraintNotValid("order", CHECK),
    postgres.ValidateConstraint("order", "named"),
    migrations.RunPython(migrations.RunPython.noop),
    # A table that no release has had bears everything.
    migrations.AddField("new", "size", models.IntegerField()),
    migrations.AddIndex("new", INDEX),
    migrations.AddConstraint("new", UNIQUE),
    migrations.RemoveField("new", "name"),
    migrations.DeleteModel("new"),
]


@pytest.mark.parametrize(("operation", "why"), REFUSED, ids=lambda each: getattr(each, "describe", lambda: None)())
def test_it_is_refused(operation, why):
    (said,) = faults(operation)
    assert why in said


@pytest.mark.parametrize("operation", BORNE, ids=lambda each: each.describe())
def test_it_is_borne(operation):
    assert faults(operation) == []


def test_a_field_that_may_be_null_is_not_made_to_be_filled():
    before = state(size=models.IntegerField(null=True))
    (said,) = faults(migrations.AlterField("order", "size", models.IntegerField()), before=before)
    assert "may write one" in said


def test_small_tables_bear_indexes_and_checks_but_not_losses():
    assert faults(migrations.AddIndex("user", INDEX), migrations.AddConstraint("user", CHECK), app="accounts") == []
    assert len(faults(migrations.RemoveField("user", "name"), app="accounts")) == 1
    assert "accounts_user" in SMALL


def test_a_reason_makes_it_pass_and_a_word_is_none():
    operation = migrations.RemoveField("order", "name")
    assert faults(operation, safe_because="the release before this one stopped using the column") == []
    assert faults(operation, safe_because="it is fine") == ["the reason is too short to be one"]


SQL_REFUSED = [
    ("CREATE INDEX by_name ON shop_order (name)", "shop_order: builds an index"),
    ("CREATE UNIQUE INDEX ON public.shop_order USING btree (name)", "builds an index"),
    ("ALTER TABLE shop_order ADD COLUMN size int NOT NULL", "does not fill it"),
    ("ALTER TABLE shop_order ADD size int NULL, ADD weight int NOT NULL CHECK (weight > 0)", "does not fill it"),
    (
        "ALTER TABLE shop_order ADD COLUMN folded text GENERATED ALWAYS AS (lower(name)) STORED",
        "may write the whole table",
    ),
    ("ALTER TABLE shop_order ADD COLUMN who bigint REFERENCES accounts_user", "reads the whole table"),
    ("ALTER TABLE ONLY shop_order DROP COLUMN name", TWO),
    ("ALTER TABLE shop_order DROP name", TWO),
    ("ALTER TABLE shop_order RENAME COLUMN name TO title", TWO),
    ("ALTER TABLE shop_order RENAME TO orders", TWO),
    ("ALTER TABLE shop_order ALTER COLUMN name TYPE text", "may write the whole table"),
    ("ALTER TABLE shop_order ALTER name SET NOT NULL", "reads the whole table"),
    ("ALTER TABLE shop_order ADD CONSTRAINT named CHECK (name <> 'x, y')", "reads the whole table"),
    ("ALTER TABLE shop_order ADD FOREIGN KEY (who) REFERENCES accounts_user (id)", "reads the whole table"),
    ("ALTER TABLE shop_order ADD CONSTRAINT once UNIQUE (name)", "builds an index"),
    ("ALTER TABLE shop_order ADD CONSTRAINT apart EXCLUDE USING gist (name WITH =)", "builds an index"),
    ("DROP TABLE IF EXISTS shop_order", TWO),
    ("DROP FUNCTION folded(text)", "may call"),
    ("LOCK TABLE shop_order IN ACCESS EXCLUSIVE MODE", "keeps everybody out"),
    ("TRUNCATE shop_order", "keeps everybody out"),
    ("UPDATE shop_order SET name = upper(name)", MOVES),
    ("DELETE FROM shop_order WHERE name = ''", MOVES),
    ("DO $$ BEGIN IF true THEN UPDATE shop_order SET name = ''; END IF; END $$", MOVES),
    ("CREATE TABLE shop_more (id int); -- a comment; with a stop\nDROP TABLE shop_order;", TWO),
]
SQL_BORNE = [
    "CREATE INDEX CONCURRENTLY by_name ON shop_order (name)",
    "CREATE INDEX by_name ON shop_new (name)",
    "CREATE INDEX by_name ON accounts_user (email)",
    "ALTER TABLE shop_order ADD COLUMN size int, ADD COLUMN weight int NOT NULL DEFAULT 1",
    "ALTER TABLE shop_order ADD CONSTRAINT named CHECK (name <> '') NOT VALID",
    "ALTER TABLE shop_order ADD CONSTRAINT once UNIQUE USING INDEX by_name",
    "ALTER TABLE shop_order DROP CONSTRAINT named",
    "ALTER TABLE shop_order ALTER COLUMN name DROP DEFAULT",
    "ALTER TABLE shop_order ENABLE ROW LEVEL SECURITY; ALTER TABLE shop_order FORCE ROW LEVEL SECURITY",
    "ALTER TABLE shop_new DROP COLUMN name",
    "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE shop_order SET name = '' $$",
    "SELECT 'DROP TABLE shop_order'",
    "GRANT SELECT ON shop_order TO throughcare_web",
]


@pytest.mark.parametrize(("sql", "why"), SQL_REFUSED)
def test_sql_is_refused(sql, why):
    assert any(why in said for said in faults(migrations.RunSQL(sql)))


@pytest.mark.parametrize("sql", SQL_BORNE)
def test_sql_is_borne(sql):
    assert faults(migrations.RunSQL(sql)) == []


def test_statements_may_come_as_a_list_with_values():
    assert len(faults(migrations.RunSQL([("UPDATE shop_order SET name = %s", ["x"]), "DROP TABLE shop_order"]))) == 2


def test_tables_of_a_release_are_those_of_models_and_of_sql():
    made = migration_rules.tables_of_release(
        [migration for _, migration in migration_rules._in_order(migration_rules._loader())]
    )
    assert {"people_person", "audit_consultation", "site_cache", "transition_setaside"} <= made.released


def test_no_migration_since_the_release_breaks_the_version_that_serves():
    assert [str(refused) for refused in refused_operations(released_migrations())] == []


def test_a_note_of_a_release_names_migrations_that_are_there(tmp_path):
    file = tmp_path / "released.txt"
    assert migration_rules.note_release(file) == len(file.read_text().split())
    assert released_migrations(file) >= released_migrations()
    assert all(re.fullmatch(r"\w+\.\d{4}_\w+", line) for line in file.read_text().split())
    assert refused_operations(released_migrations(file)) == []
