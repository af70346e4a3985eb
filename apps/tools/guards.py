"""Triggers: what has ended never changes again, and what happened stays written, whoever writes.

No migration knows them. SQLite drops a table's triggers when a migration rebuilds it, and cannot rebuild one
that another table's trigger names: there they go before migrations run, and every `migrate` puts up what is
missing.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.signals import post_migrate, pre_migrate

EXECUTIONS, EVENTS = "tools_toolexecution", "tools_executionevent"
MAY_CHANGE = ("deleted_at", "idempotency_key", "retry_of_id", "updated_at")
"""Columns of an ended execution: hiding it, releasing its key, forgetting what it repeated."""
ENDED = "An execution that has ended can only be hidden or deleted."
WRITTEN = "Events are only ever added."
NEEDED = "Events are kept at least until their execution has ended."


def watch_migrations(tools: AppConfig) -> None:
    """Keep the guards through every `migrate`."""
    pre_migrate.connect(_before_migrations, sender=tools, dispatch_uid="guards")
    post_migrate.connect(_after_migrations, sender=tools, dispatch_uid="guards")


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """Put up those that are missing or differ; one that is as it should be is not touched."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if not {EXECUTIONS, EVENTS} <= set(connection.introspection.table_names(cursor)):
            return
        if connection.vendor == "sqlite":
            _install_on_sqlite(connection, cursor)
        else:
            _install_on_postgresql(cursor)


def remove_guards(connection: BaseDatabaseWrapper) -> None:
    """Take them down."""
    with connection.cursor() as cursor:
        for name, (table, *_) in _POSTGRESQL.items():
            place = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def _before_migrations(*, using: str, plan: list[Any], **_: Any) -> None:
    if plan and connections[using].vendor == "sqlite":
        remove_guards(connections[using])


def _after_migrations(*, using: str, **_: Any) -> None:
    install_guards(connections[using])


_REFUSAL = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
_UNENDED = f"EXISTS (SELECT 1 FROM {EXECUTIONS} WHERE id = OLD.execution_id AND finished_at IS NULL)"  # noqa: S608 - constants
_KEPT = ", ".join(f"'{name}'" for name in MAY_CHANGE)

# As documents, the rows are compared with whatever columns there are, and no column depends on the trigger.
_POSTGRESQL = {
    "guard_ended_execution": (
        EXECUTIONS,
        "BEFORE UPDATE",
        "WHEN (OLD.finished_at IS NOT NULL)",
        f"""IF to_jsonb(NEW) - ARRAY[{_KEPT}] <> to_jsonb(OLD) - ARRAY[{_KEPT}]
            OR (NEW.retry_of_id IS NOT NULL AND NEW.retry_of_id IS DISTINCT FROM OLD.retry_of_id)
        THEN {_REFUSAL.format(ENDED)} END IF; RETURN NEW;""",
    ),
    "guard_written_event": (EVENTS, "BEFORE UPDATE", "", _REFUSAL.format(WRITTEN)),
    "guard_needed_event": (
        EVENTS,
        "BEFORE DELETE",
        "",
        f"IF {_UNENDED} THEN {_REFUSAL.format(NEEDED)} END IF; RETURN OLD;",
    ),
}


def _install_on_postgresql(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = ANY(%s)", [list(_POSTGRESQL)])
    present = {name for (name,) in cursor.fetchall()}
    for name, (table, moment, when, body) in _POSTGRESQL.items():
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
        if name not in present:  # it locks the table
            cursor.execute(
                f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {name}()"
            )


def _install_on_sqlite(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> None:
    described = connection.introspection.get_table_description(cursor, EXECUTIONS)
    changed = [_changed(column) for column in described if column.name not in MAY_CHANGE]
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    present = dict(cursor.fetchall())
    for name, statement in _sqlite(changed).items():
        if present.get(name) != statement:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(statement)


def _changed(column: Any) -> str:
    """SQLite keeps times as text, and the same one is written in two ways: by itself, and by Django."""
    before, after = (f'{row}."{column.name}"' for row in ("OLD", "NEW"))
    if column.type_code == "datetime":
        before, after = (f"strftime('%Y-%m-%d %H:%M:%f', {value})" for value in (before, after))
    return f"{before} IS NOT {after}"


def _sqlite(changed: list[str]) -> dict[str, str]:
    replaced = "(NEW.retry_of_id IS NOT NULL AND NEW.retry_of_id IS NOT OLD.retry_of_id)"
    differs = " OR ".join([*changed, replaced])
    guards = {
        "guard_ended_execution": (
            "UPDATE",
            EXECUTIONS,
            f"OLD.finished_at IS NOT NULL AND ({differs})",
            ENDED,
        ),
        "guard_written_event": ("UPDATE", EVENTS, "TRUE", WRITTEN),
        "guard_needed_event": ("DELETE", EVENTS, _UNENDED, NEEDED),
    }
    return {
        name: f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        for name, (verb, table, when, refusal) in guards.items()
    }
