"""A database that drops everyone, crashes, stays away, or is held by someone else."""

import sqlite3
from contextlib import closing

from tests.chaos.databases import DatabaseAwayError, PostgresDatabase, SqliteDatabase
from tests.chaos.scene import Scene

AWAY_SECONDS = 8.0
LOCK_SECONDS = 10.0


def terminate_connections(scene: Scene) -> bool:
    """Every session at once, as a failover does."""
    assert isinstance(scene.database, PostgresDatabase)
    try:
        scene.database.terminate_connections()
    except DatabaseAwayError:
        return False
    return True


def crash(scene: Scene) -> bool:
    """`restart -m immediate`: it recovers from its log."""
    assert isinstance(scene.database, PostgresDatabase)
    assert scene.database.cluster is not None
    scene.database.cluster.crash()
    scene.database.cluster.start()
    return True


def stay_away(scene: Scene) -> bool:
    """Down for longer than a lease."""
    assert isinstance(scene.database, PostgresDatabase)
    assert scene.database.cluster is not None
    scene.database.cluster.crash()
    scene.over.wait(max(AWAY_SECONDS, scene.options.lease + 3))
    scene.database.cluster.start()
    return True


def hold_the_lock(scene: Scene) -> bool:
    """Another program that writes for ten seconds, such as a backup tool that means well."""
    assert isinstance(scene.database, SqliteDatabase)
    with closing(sqlite3.connect(scene.database.path, timeout=20, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        scene.wait(LOCK_SECONDS)
        connection.execute("ROLLBACK")
    return True
