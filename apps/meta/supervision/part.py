"""A part of the product, and the process that stands by to take its place."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from apps.meta.supervision.processes import fork, set_name


@dataclass(frozen=True, slots=True)
class Part:
    """What one process does: `prepare` what takes long, then `run`."""

    run: Callable[[], None]
    prepare: Callable[[], None] = lambda: None
    has_standby: bool = False
    """Whether another process is kept that has prepared already."""
    may_end: bool = False
    """Whether an end without an error is the end of the whole, because it was asked for."""

    def live(self, name: str) -> None:
        """From the beginning to the end."""
        set_name(name)
        self.prepare()
        self.run()

    def stand_by(self, name: str, turn: int) -> None:
        """Prepare, then wait for a byte on this descriptor before anything else; without it, end."""
        set_name(f"{name} standby")
        self.prepare()
        if os.read(turn, 1):
            os.close(turn)
            set_name(name)
            self.run()


@dataclass(frozen=True, slots=True)
class Standby:
    """A process that waits for its turn."""

    pid: int
    turn: int
    """The descriptor by which it is told."""

    @classmethod
    def fork(cls, name: str, part: Part, *, closing: tuple[int, ...]) -> "Standby":
        """Start one; returns at once."""
        waiting, telling = os.pipe()
        pid = fork(partial(part.stand_by, name, waiting), closing=(*closing, telling))
        os.close(waiting)
        return cls(pid, telling)

    def begin(self) -> bool:
        """Tell it; False when it has ended meanwhile."""
        try:
            os.write(self.turn, b"!")
        except BrokenPipeError:
            return False
        finally:
            self.forget()
        return True

    def forget(self) -> None:
        """Tell it nothing any more."""
        with suppress(OSError):
            os.close(self.turn)
