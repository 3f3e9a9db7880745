"""How many rows a large table has, kept by triggers of the database itself.

Counting reads a whole index. Triggers see every way of writing, SQL of other programs
included, and what a transaction takes back they take back with it (decision 26).
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

TABLE = "row_counts"  # no model's: it never leaves with archives, nor is it filled from one
COUNT = f"SELECT COALESCE(SUM(number), 0) FROM {TABLE} WHERE table_name = %s"  # noqa: S608

# One row a table.
SQLITE_TABLE = f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    table_name text PRIMARY KEY, number integer NOT NULL) WITHOUT ROWID"""
SQLITE_FIRST = (
    "INSERT OR REPLACE INTO {counts} (table_name, number)"
    " SELECT '{table}', COUNT(*) FROM \"{table}\""
)
SQLITE_TRIGGER = (
    'CREATE TRIGGER IF NOT EXISTS "{table}_count_{event}" AFTER {event} ON "{table}" BEGIN'
    " UPDATE {counts} SET number = number {sign} 1 WHERE table_name = '{table}'; END"
)

# A row for (nearly) each connection: writers do not wait for each other's rows.
POSTGRESQL_PARTS = 1024
POSTGRESQL_TABLE = f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    table_name text, part integer, number bigint NOT NULL, PRIMARY KEY (table_name, part))"""
POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {TABLE}_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    change bigint;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM {TABLE} WHERE table_name = TG_TABLE_NAME;
        RETURN NULL;
    END IF;
    SELECT count(*) INTO change FROM changed;
    IF TG_OP = 'DELETE' THEN
        change := -change;
    END IF;
    IF change <> 0 THEN
        INSERT INTO {TABLE} AS known (table_name, part, number)
        VALUES (TG_TABLE_NAME, pg_backend_pid() % {POSTGRESQL_PARTS}, change)
        ON CONFLICT (table_name, part) DO UPDATE SET number = known.number + excluded.number;
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608  names of our own
POSTGRESQL_FIRST = (
    "INSERT INTO {counts} (table_name, part, number) SELECT '{table}', 0, COUNT(*) FROM \"{table}\""
)
POSTGRESQL_TRIGGER = (
    'CREATE TRIGGER "{table}_count_{event}" AFTER {event} ON "{table}"{rows}'
    " FOR EACH STATEMENT EXECUTE FUNCTION {counts}_follow()"
)
TRANSITIONS = {
    "insert": " REFERENCING NEW TABLE AS changed",
    "delete": " REFERENCING OLD TABLE AS changed",
    "truncate": "",
}


def is_kept(model: type[Model]) -> bool:
    """Whether the database keeps the number of this model's rows: `is_counted = True` says so."""
    return bool(getattr(model, "is_counted", False))


def follow(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Count the table's rows once, and keep the number from then on; for migrations.

    Altering a table on SQLite may make it anew, without triggers: call this again after it.
    """
    for statement in _statements(table, editor.connection):
        editor.execute(statement, params=None)


def unfollow(table: str, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers and the count; the way back of a migration."""
    is_postgresql = editor.connection.vendor == "postgresql"
    where = f' ON "{table}"' if is_postgresql else ""
    for event in TRANSITIONS if is_postgresql else ("insert", "delete"):
        editor.execute(f'DROP TRIGGER "{table}_count_{event}"{where}', params=None)
    editor.execute(f"DELETE FROM {TABLE} WHERE table_name = '{table}'", params=None)  # noqa: S608


def _statements(table: str, connection: BaseDatabaseWrapper) -> list[str]:
    names = {"table": table, "counts": TABLE}
    if connection.vendor == "postgresql":
        triggers = [
            POSTGRESQL_TRIGGER.format(event=event, rows=rows, **names)
            for event, rows in TRANSITIONS.items()
        ]
        first = POSTGRESQL_FIRST.format(**names)
        # No writer may come between the first count and the triggers: these lock the table.
        return [POSTGRESQL_TABLE, POSTGRESQL_FUNCTION, *triggers, first]
    triggers = [
        SQLITE_TRIGGER.format(event=event, sign=sign, **names)
        for event, sign in (("insert", "+"), ("delete", "-"))
    ]
    return [SQLITE_TABLE, SQLITE_FIRST.format(**names), *triggers]
