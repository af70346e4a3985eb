import subprocess
from pathlib import Path

import pytest

from apps.tools.plugins.media.ffmpeg import find_ffmpeg
from apps.tools.proving.proofs import ProofFailedError
from apps.tools.proving.video import VideoFacts, check, make_sample


@pytest.fixture
def sample(tmp_path: Path) -> tuple[Path, VideoFacts]:
    path = tmp_path / "sample.mp4"
    return path, make_sample("mp4", path)


def changed(path: Path, *arguments: str) -> Path:
    output = path.with_stem("changed")
    argv = [find_ffmpeg(), "-nostdin", "-v", "error", "-y", "-i", str(path), *arguments, str(output)]
    subprocess.run(argv, check=True, timeout=60)
    return output


@pytest.mark.parametrize("filters", ["null", "transpose=clock", "transpose=cclock", "hflip,vflip"])
def test_a_sample_holds_what_it_says_however_it_is_turned(
    sample: tuple[Path, VideoFacts], filters: str
) -> None:
    path, facts = sample
    check(changed(path, "-vf", filters), "mp4", "mp4", facts)
    assert facts == VideoFacts(seconds=2, frames=50, tone=440)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-vf", "hflip"), "the corners are"),
        (("-vf", "crop=iw/2:ih:0:0"), "the corners are"),
        (("-vf", "hue=s=0"), "the corners are"),
        (("-t", "1"), "number of pictures"),
        (("-af", "atrim=duration=1"), "seconds of sound"),
        (("-af", "asetrate=44100*1.5"), "seconds of sound"),
        (("-af", "volume=0"), "the tones are"),
    ],
)
def test_a_loss_is_noticed(sample: tuple[Path, VideoFacts], arguments: tuple[str, ...], message: str) -> None:
    path, facts = sample
    with pytest.raises(ProofFailedError, match=message):
        check(changed(path, *arguments), "mp4", "mp4", facts)


def test_missing_sound_is_noticed(sample: tuple[Path, VideoFacts]) -> None:
    path, facts = sample
    with pytest.raises((ProofFailedError, IndexError)):
        check(changed(path, "-an"), "mp4", "mp4", facts)
