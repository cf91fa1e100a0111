"""Migrating with fewer models drawn gives the same SQL, where models refer to each other in every way."""

from __future__ import annotations

from contextlib import nullcontext
from copy import deepcopy

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from throughcare.site.operation.quick_states import quick_states

KEY = ("id", models.BigAutoField(primary_key=True))


def refers_to(model: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(model, models.CASCADE, **options)


CHAIN = [
    [
        migrations.CreateModel("Shop", [KEY, ("code", models.CharField(max_length=4))]),
        migrations.CreateModel("Order", [KEY, ("shop", refers_to("tried.shop")), ("size", models.IntegerField())]),
        migrations.CreateModel("Line", [KEY, ("order", refers_to("tried.order")), ("parent", refers_to("self"))]),
        migrations.AddField("shop", "largest", refers_to("tried.order", null=True, related_name="+")),
        migrations.AddIndex("line", models.Index(fields=["order", "parent"], name="by_order")),
        migrations.AlterModelOptions("line", {"ordering": ["order"]}),
        migrations.AddConstraint("order", models.CheckConstraint(condition=models.Q(size__gt=0), name="sized")),
        migrations.AddConstraint("order", models.UniqueConstraint(fields=["shop", "size"], name="once")),
    ],
    [
        # The columns that refer to a key follow its type, also those of models drawn before and after it.
        migrations.AlterField("order", "id", models.UUIDField(primary_key=True)),
        migrations.AddField("order", "note", models.TextField(default="")),
        migrations.AlterField("shop", "code", models.CharField(max_length=8, unique=True)),
        migrations.AddField("line", "by_code", refers_to("tried.shop", to_field="code", null=True, related_name="+")),
        migrations.AlterField("shop", "code", models.CharField(max_length=12, unique=True)),
        migrations.RemoveConstraint("order", "once"),
        migrations.RemoveIndex("line", "by_order"),
    ],
    [
        migrations.CreateModel("Tag", [KEY, ("orders", models.ManyToManyField("tried.order"))]),
        migrations.AddField("order", "colour", models.CharField(max_length=9, default="")),
        migrations.AddIndex("tag", models.Index(fields=["id"], name="by_id")),
        migrations.AddField("tag", "lines", models.ManyToManyField("tried.line", related_name="+")),
        migrations.RenameField("shop", "code", "sign"),
        migrations.AddField("shop", "open", models.BooleanField(default=True)),
        migrations.RenameModel("Shop", "Place"),
        migrations.AddField("line", "place", refers_to("tried.place", null=True, related_name="+")),
        migrations.AddConstraint("line", models.CheckConstraint(condition=models.Q(place__gt=0), name="placed")),
        migrations.RemoveField("line", "by_code"),
        migrations.AlterModelTable("order", "ordered"),
        migrations.AddField("line", "also", refers_to("tried.order", null=True, related_name="+")),
        migrations.DeleteModel("Tag"),
        migrations.AddField("line", "last", models.DateField(null=True)),
    ],
]


def sql_of(chain, rendering) -> tuple[list[str], ProjectState]:
    """The SQL of the migrations one after another, and the state after them."""
    state, said = ProjectState(), []
    state.apps  # noqa: B018
    for number, operations in enumerate(chain):
        migration = migrations.Migration(f"000{number}", "tried")
        migration.operations = own = deepcopy(
            operations
        )  # a renamed field is renamed in the operation that refers to it
        with rendering(), connection.schema_editor(collect_sql=True, atomic=False) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        assert migration.operations is own
        said += editor.collected_sql
    return said, state


@pytest.mark.django_db
def test_the_sql_is_the_same():
    plain, after_plain = sql_of(CHAIN, nullcontext)
    quick, after_quick = sql_of(CHAIN, quick_states)
    assert quick == plain
    assert after_quick == after_plain
    types = [line for line in plain if '"order_id" TYPE uuid' in line or '"largest_id" TYPE uuid' in line]
    assert len(types) == 2
    assert any('ADD COLUMN "also_id" uuid' in line and '"ordered"' in line for line in quick)


@pytest.mark.django_db
def test_what_only_adds_draws_one_model_each_time(monkeypatch):
    drawn = []
    render = ModelState.render
    monkeypatch.setattr(ModelState, "render", lambda model, apps: drawn.append(model.name) or render(model, apps))
    sql_of(CHAIN[:1], quick_states)
    assert drawn == ["Shop", "Order", "Line", "Shop", "Line", "Line", "Order", "Order"]


class Look(migrations.operations.base.Operation):
    """An operation of a kind that is not known: it finds out whether every relation leads to the model as it is now."""

    def __init__(self):
        self.stale = None

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.stale = [
            f"{model.__name__}.{field.name}"
            for state in (from_state, to_state)
            for model in state.apps.get_models()
            for field in model._meta.local_fields
            if field.is_relation
            and field.related_model is not state.apps.get_model("tried", field.related_model.__name__)
        ]


@pytest.mark.django_db
def test_an_operation_that_may_look_further_finds_everything_drawn_anew():
    state = ProjectState()
    state.apps  # noqa: B018
    migration, look = migrations.Migration("0001", "tried"), Look()
    migration.operations = [*deepcopy(CHAIN[0]), look]
    with quick_states(), connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor)
    assert look.stale == []


@pytest.mark.django_db
def test_it_is_django_as_before_when_a_migration_fails():
    apply, reload = migrations.Migration.apply, ProjectState.reload_model
    with pytest.raises(KeyError):
        sql_of([[migrations.AddField("absent", "size", models.IntegerField())]], quick_states)
    assert (migrations.Migration.apply, ProjectState.reload_model) == (apply, reload)
