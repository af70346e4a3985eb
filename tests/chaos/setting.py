"""Builds the scene of a run, and leaves nothing of it."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psutil

from tests.chaos import faults
from tests.chaos.brokers import broker
from tests.chaos.cluster import Cluster
from tests.chaos.databases import Clock, Database, PostgresDatabase, SqliteDatabase
from tests.chaos.faults.disks import small_disk
from tests.chaos.options import Options
from tests.chaos.processes import adopt_orphans
from tests.chaos.scene import Scene
from tests.chaos.stand import Init, standing
from tests.chaos.stands import DistributedStand, EmbeddedStand

POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def scene_of(options: Options) -> Iterator[tuple[Scene, Init]]:
    """The installation, ready, with whoever starts again what dies."""
    adopt_orphans()
    with ExitStack() as stack:
        data_dir = stack.enter_context(_folder(options))
        files = data_dir / "files"
        if faults.OWN_DISK.intersection(faults.chosen(options)):
            stack.enter_context(small_disk(files))
        known = {process.pid for process in psutil.Process().children()}
        database = _database(options, data_dir)
        stack.callback(database.drop)
        ring = stack.enter_context(broker(options.broker)) if options.broker != "none" else None
        environment = {"LEASE": f"{options.lease}s", **database.environment}
        if ring:
            environment["BROKER_URL"] = ring.url
        kind: type[EmbeddedStand | DistributedStand] = (
            EmbeddedStand if options.is_embedded else DistributedStand
        )
        stand = kind(options, data_dir, **environment)
        services = {process.pid for process in psutil.Process().children()} | known

        def running_services() -> list[int]:
            cluster = database.cluster if isinstance(database, PostgresDatabase) else None
            return [*services, *([cluster.process.pid] if cluster else [])]

        init = stack.enter_context(standing(stand, services=running_services))
        yield (
            Scene(
                options=options,
                stand=stand,
                database=database,
                clock=Clock(database),
                broker=ring,
                files=files,
                random=random.Random(options.seed),
            ),
            init,
        )


def _database(options: Options, data_dir: Path) -> Database:
    if options.is_embedded:
        return SqliteDatabase(data_dir)
    if faults.OWN_CLUSTER.intersection(faults.chosen(options)):
        cluster = Cluster()
        return PostgresDatabase(cluster.url, cluster=cluster)
    return PostgresDatabase(os.environ.get("DATABASE_URL", POSTGRESQL))


@contextmanager
def _folder(options: Options) -> Iterator[Path]:
    folder = options.directory or Path(mkdtemp(prefix="chaos-"))
    data_dir = folder / "data"
    data_dir.mkdir(mode=0o700, parents=True)
    try:
        yield data_dir
    finally:
        if not options.keep:
            shutil.rmtree(data_dir if options.directory else folder)
