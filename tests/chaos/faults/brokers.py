"""A broker that is away, hangs, forgets, or says everything a hundred times."""

from tests.chaos.brokers import Broker
from tests.chaos.scene import Scene

AWAY_SECONDS = 10.0
TIMES = 100


def _broker(scene: Scene) -> Broker:
    assert scene.broker is not None, "this installation has no broker"
    return scene.broker


def stay_away(scene: Scene) -> bool:
    """Refused for ten seconds; who looks by itself finds the work."""
    _broker(scene).proxy.shut()
    scene.wait(AWAY_SECONDS)
    _broker(scene).proxy.open()
    return True


def fall_silent(scene: Scene) -> bool:
    """Connected, and not a byte for ten seconds; no request may hang with it."""
    _broker(scene).proxy.silence()
    scene.wait(AWAY_SECONDS)
    _broker(scene).proxy.open()
    return True


def break_connections(scene: Scene) -> bool:
    """Everyone must connect again."""
    _broker(scene).proxy.break_connections()
    return True


def lose_messages(scene: Scene) -> bool:
    """FLUSHALL, or a queue that is purged."""
    _broker(scene).purge()
    return True


def repeat_messages(scene: Scene) -> bool:
    """The same ring a hundred times, with some that are unknown or garbage."""
    _broker(scene).repeat(TIMES)
    return True
