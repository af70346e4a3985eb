"""The videos and sounds of the other families."""

from tests.tools.plugins.audio.conftest import make_sound, tagged
from tests.tools.plugins.video.conftest import make_video

__all__ = ["make_sound", "make_video", "tagged"]
