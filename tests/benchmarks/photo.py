"""A picture that costs what a photo costs: gradients, hard edges and soft grain."""

import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = (1760, 1180)
GRAIN, SOFTNESS, SHARE = 60, 0.8, 0.35


def photo() -> bytes:
    """A JPEG of two megapixels and some 600 kB, quality 90."""
    picture = _scene()
    grain = Image.effect_noise(SIZE, GRAIN).filter(ImageFilter.GaussianBlur(SOFTNESS))
    content = BytesIO()
    Image.blend(picture, Image.merge("RGB", (grain,) * 3), SHARE).save(content, "JPEG", quality=90)
    return content.getvalue()


def _scene() -> Image.Image:
    sky, sun = Image.linear_gradient("L").resize(SIZE), Image.radial_gradient("L").resize(SIZE)
    picture = Image.merge("RGB", (sun, sky, ImageChops.invert(sky)))
    draw, chance = ImageDraw.Draw(picture), random.Random(1)
    for shape in (draw.ellipse, draw.rectangle) * 60:
        left, top, side = chance.randrange(SIZE[0]), chance.randrange(SIZE[1]), chance.randrange(20, 160)
        shape((left, top, left + side, top + side), fill=tuple(chance.randbytes(3)))
    return picture
