"""Executions by the million, with inputs, outputs and events: made by the database from row numbers."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from apps.iam.models import User
from apps.tools.models import Batch, ExecutionEvent, ExecutionInput, StoredFile, ToolExecution

SPAN = timedelta(days=89)
"""Back from now; a record is kept for 90 days."""
TOOLS = ("image-convert", "pdf-merge", "document-convert", "audio-convert", "checksum")
CUSTOMERS = 1000
PER_FILE = 5
"""Executions that share an input; and of so many one has an output."""
PER_BATCH = 200
"""Every tenth batch's worth of executions is a batch."""
WITH_EVENTS = 20
"""Of so many executions one has its events: lists, claims and sweeps read none."""
WAITING = 300
"""The newest executions have not ended; every hundredth of them is being processed."""


def key(kind: int, owner: int, number: str, moment: str = "0") -> str:
    """SQL of a UUIDv7 of this millisecond; the same arguments are the same row."""
    if connection.vendor == "postgresql":
        digits = (
            f"lpad(to_hex({moment}), 12, '0') || '7{kind:03x}8{owner:03x}' || lpad(to_hex({number}), 12, '0')"
        )
        return f"({digits})::uuid"
    return f"printf('%012x7{kind:03x}8{owner:03x}%012x', {moment}, {number})"


def time_of(milliseconds: str) -> str:
    """SQL of a point in time."""
    if connection.vendor == "postgresql":
        return f"to_timestamp(({milliseconds}) / 1000.0)"
    return f"strftime('%Y-%m-%d %H:%M:%f', ({milliseconds}) / 1000.0, 'unixepoch')"


def json_of(text: str) -> str:
    """SQL of a JSON value from its text."""
    return f"({text})::jsonb" if connection.vendor == "postgresql" else text


def make_rows(template: Model, *, count: int, **expressions: str) -> None:
    """So many rows like the template, but for these fields, which are SQL of `number`: 0, 1, 2…"""
    columns, values, parameters = list[str](), list[str](), list[str | int]()
    for field in template._meta.concrete_fields:
        value = getattr(template, field.attname)
        if expression := expressions.get(field.attname):
            values.append(expression)
        elif isinstance(value, DatabaseDefault) or field.get_internal_type() == "BigAutoField":
            continue
        else:
            values.append("%s")
            parameters.append(field.get_db_prep_save(value, connection))
        columns.append(f'"{field.column}"')
    statement = (
        "WITH RECURSIVE rows(number) AS "
        f"(SELECT 0 UNION ALL SELECT number + 1 FROM rows WHERE number < {count - 1}) "
        f"INSERT INTO {template._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM rows"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(statement, parameters)


def fill(owner: User, *, executions: int, place: int = 0) -> None:
    """Give them so many executions over the last weeks, the oldest first; `place` tells owners apart."""
    begin = int((timezone.now() - SPAN).timestamp() * 1000)
    step = int(SPAN.total_seconds() * 1000) // executions
    moment = f"(CAST({begin} AS bigint) + CAST(number AS bigint) * {step})"
    later = timezone.now() + timedelta(days=1)
    is_processing = f"number >= {executions - WAITING} AND number %% 100 = 0"
    is_pending = f"number >= {executions - WAITING} AND number %% 100 <> 0"
    is_failed, is_cancelled = "number %% 100 < 7", "number %% 100 BETWEEN 7 AND 9"

    def when(waiting: str, running: str, failed: str, cancelled: str, completed: str) -> str:
        return (
            f"CASE WHEN {is_pending} THEN {waiting} WHEN {is_processing} THEN {running} "
            f"WHEN {is_failed} THEN {failed} WHEN {is_cancelled} THEN {cancelled} ELSE {completed} END"
        )

    batch = key(3, place, f"number / {PER_BATCH} / 10")
    this, input_file = key(1, place, "number", moment), key(2, place, f"number / {PER_FILE}")
    ended = time_of(f"{moment} + 5000")
    make_rows(
        StoredFile(
            owner=owner, kind="upload", format="jpg", media_type="image/jpeg", size=1, expires_at=later
        ),
        count=executions // PER_FILE + 1,
        id=key(2, place, "number"),
        name="'photo ' || number || '.jpg'",
        key=f"'uploads/{place}/' || number",
    )
    make_rows(
        Batch(owner=owner, tool=TOOLS[0], finished_at=later, expires_at=later),
        count=executions // PER_BATCH // 10 + 1,
        id=key(3, place, "number"),
    )
    make_rows(
        ToolExecution(
            owner=owner, tool_version="1.0.0", options={"output_format": "png"}, expires_at=later, event_seq=3
        ),
        count=executions,
        id=this,
        tool="CASE number %% 5 "
        + " ".join(f"WHEN {at} THEN '{tool}'" for at, tool in enumerate(TOOLS))
        + " END",
        metadata=json_of(f"'{{\"customer\": \"c' || (number %% {CUSTOMERS}) || '\"}}'"),
        batch_id=f"CASE number / {PER_BATCH} %% 10 WHEN 0 THEN {batch} END",
        status=when("'pending'", "'processing'", "'failed'", "'cancelled'", "'completed'"),
        progress=when("0", "0", "0", "0", "100"),
        error_code=when("''", "''", "'tool_error'", "''", "''"),
        finished_at=when("NULL", "NULL", ended, ended, ended),
        lease_token=when("NULL", key(4, place, "number"), "NULL", "NULL", "NULL"),
        lease_expires_at=when("NULL", time_of(str(int(later.timestamp() * 1000))), "NULL", "NULL", "NULL"),
        worker="'worker-' || (number %% 4)",
        created_at=time_of(moment),
        updated_at=ended,
        available_at=time_of(moment),
        started_at=time_of(moment),
    )
    make_rows(
        ExecutionInput(role="source", position=0), count=executions, execution_id=this, file_id=input_file
    )
    every = f"number * {PER_FILE}"
    output_moment = moment.replace("number", f"({every})")
    make_rows(
        StoredFile(
            owner=owner, kind="output", format="png", media_type="image/png", size=1, expires_at=later
        ),
        count=executions // PER_FILE,
        id=key(5, place, "number"),
        name="'photo.png'",
        key=f"'outputs/{place}/' || number",
        execution_id=key(1, place, every, output_moment),
    )
    every = f"number / 3 * {WITH_EVENTS}"
    make_rows(
        ExecutionEvent(owner=owner),
        count=executions // WITH_EVENTS * 3,
        execution_id=key(1, place, every, moment.replace("number", f"({every})")),
        seq="number %% 3 + 1",
        type="CASE number %% 3 WHEN 0 THEN 'created' WHEN 1 THEN 'claimed' ELSE 'completed' END",
    )


def analyse() -> None:
    """Let the planner know, as autovacuum would; on SQLite nothing does that by itself."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
