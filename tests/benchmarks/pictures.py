"""The work that the picture benchmarks share: a photo to WebP, by libvips alone and as a job."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

from apps.tools.toolhost.jobs import Job, JobInput
from tests.benchmarks.measuring import milliseconds

OPTIONS = {"output_format": "webp"}


class Bare:
    """The same libvips calls, without a sandbox, verification or a queue, in one process that is warm."""

    def __init__(self, pool: ProcessPoolExecutor, source: Path) -> None:
        self._pool = pool
        self._source = source

    def convert(self) -> float:
        """The milliseconds of one conversion, timed where it happens."""
        return self._pool.submit(_convert, self._source).result()


@contextmanager
def bare_libvips(source: Path) -> Iterator[Bare]:
    """A fresh process with as many threads for libvips as a run gets."""
    os.environ["VIPS_CONCURRENCY"] = "2"
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        bare = Bare(pool, source)
        bare.convert()  # imports, and what libvips does once
        yield bare


def _convert(source: Path) -> float:
    import pyvips

    target = source.with_name(f"{uuid4()}.webp")

    def work() -> None:
        image = pyvips.Image.jpegload(str(source), fail_on="error", access="sequential")
        image.webpsave(str(target), keep="icc", Q=85, effort=1, lossless=False)

    spent = milliseconds(work)
    target.unlink()
    return spent


def job(source: Path, *, workspaces: Path) -> Job:
    """The conversion as a worker would ask for it."""
    workspace = workspaces / str(uuid4())
    workspace.mkdir(mode=0o700)
    item = JobInput(role="source", path=source, name="photo.jpg", format="jpg", size=source.stat().st_size)
    return Job(tool="image-convert", options=dict(OPTIONS), inputs=(item,), workspace=workspace)
