"""Real pictures of every format that is read, made by others than those who read them.

ffmpeg encodes what Pillow decodes; what nothing here encodes is put together from its specification.
"""

import struct
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
from PIL import Image

from apps.tools.proving.dng_sample import write_dng

_PACKED, _RGB = 1, 3


def save(picture: Image.Image, format: str, path: Path) -> None:
    """Write the picture, which has the mode that its format takes."""
    _WRITERS[format](picture, path)


def _by_ffmpeg(pixels: str, *options: str, codec: str) -> Callable[[Image.Image, Path], None]:
    def write(picture: Image.Image, path: Path) -> None:
        plain = {"L": "gray", "RGB": "rgb24", "RGBA": "rgba"}[picture.mode]
        width, height = picture.size
        argv = [
            imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "rawvideo", "-pix_fmt", plain,
            "-s", f"{width}x{height}", "-i", "-", "-pix_fmt", pixels, "-c:v", codec, *options,
            "-frames:v", "1", "-f", "image2pipe", f"file:{path}",
        ]  # fmt: skip
        subprocess.run(argv, input=picture.tobytes(), check=True, timeout=60, capture_output=True)  # noqa: S603 - ours

    return write


def _by_pillow(reader: str, **options: object) -> Callable[[Image.Image, Path], None]:
    def write(picture: Image.Image, path: Path) -> None:
        picture.save(path, format=reader, **options)

    return write


def _write_icns(picture: Image.Image, path: Path) -> None:
    """One entry of 128 x 128 pixels, a PNG."""
    png = BytesIO()
    picture.save(png, format="PNG")
    entry = b"ic07" + struct.pack(">I", 8 + png.tell()) + png.getvalue()
    path.write_bytes(b"icns" + struct.pack(">I", 8 + len(entry)) + entry)


def _write_im(picture: Image.Image, path: Path) -> None:
    """A head of text, then each row, the lowest first, as its reds, its greens and its blues."""
    width, height = picture.size
    head = f"Image type: RGB image\r\nFile size (no of images): 1\r\nImage size (x*y): {width}*{height}\r\n"
    rows = [picture.crop((0, y, width, y + 1)) for y in reversed(range(height))]
    pixels = b"".join(band.tobytes() for row in rows for band in row.split())
    path.write_bytes(head.encode().ljust(511, b"\0") + b"\x1a" + pixels)


def _write_xpm(picture: Image.Image, path: Path) -> None:
    indexed = picture.convert("RGB").quantize(16)
    palette = indexed.getpalette() or []
    colours = [palette[at : at + 3] for at in range(0, len(palette), 3)]
    names = "abcdefghijklmnop"
    lines = [f"{picture.width} {picture.height} {len(colours)} 1"]
    lines += [f"{name} c #{bytes(colour).hex()}" for name, colour in zip(names, colours, strict=False)]
    pixels = indexed.tobytes()
    for at in range(0, len(pixels), picture.width):
        lines.append("".join(names[pixel] for pixel in pixels[at : at + picture.width]))
    body = ",\n".join(f'"{line}"' for line in lines)
    path.write_text(f"/* XPM */\nstatic char *sample[] = {{\n{body}\n}};\n")


def _write_psd(picture: Image.Image, path: Path) -> None:
    """RGB with packed rows; one empty layer says that the fourth channel is transparency."""
    width, height = picture.size
    rows = [
        _packbits(band.crop((0, y, width, y + 1)).tobytes())
        for band in picture.split()
        for y in range(height)
    ]
    layer = struct.pack(
        ">IIhIIIIH4s4sBBBBI", 34 + 12, 0, 0, 0, 0, 0, 0, 0, b"8BIM", b"norm", 255, 0, 0, 0, 12
    )
    info = struct.pack(">h", -1) + layer[8:] + bytes(12)
    layers = struct.pack(">I", len(info)) + info + bytes(4)
    path.write_bytes(
        struct.pack(">4sH6xHIIHH", b"8BPS", 1, len(picture.getbands()), height, width, 8, _RGB)
        + bytes(8)
        + struct.pack(">I", len(layers))
        + layers
        + struct.pack(f">H{len(rows)}H", _PACKED, *map(len, rows))
        + b"".join(rows)
    )


def _packbits(row: bytes) -> bytes:
    """Runs of equal bytes, at most 128 in each, as a sample has no others worth packing."""
    packed, at = b"", 0
    while at < len(row):
        length = 1
        while length < 128 and row[at : at + 1] == row[at + length : at + length + 1]:  # noqa: PLR2004
            length += 1
        packed += bytes([(257 - length) % 256, row[at]])
        at += length
    return packed


def _write_svg(picture: Image.Image, path: Path) -> None:
    """Every run of equal pixels in a row as a rectangle."""
    width, height = picture.size
    pixels, parts = picture.load(), []
    assert pixels is not None  # noqa: S101 - a picture in memory has pixels
    for y in range(height):
        start = 0
        for x in range(1, width + 1):
            if x == width or pixels[x, y] != pixels[start, y]:
                red, green, blue, alpha = (*pixels[start, y], 255)[:4]  # type: ignore[misc]  # RGB or RGBA
                fill = f'fill="#{bytes((red, green, blue)).hex()}" fill-opacity="{alpha / 255}"'
                parts.append(f'<rect x="{start}" y="{y}" width="{x - start}" height="1" {fill}/>')
                start = x
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'shape-rendering="crispEdges">{"".join(parts)}</svg>'
    )


_WRITERS: Mapping[str, Callable[[Image.Image, Path], None]] = {
    "jpg": _by_pillow("JPEG", quality=95),
    "png": _by_pillow("PNG"),
    "avif": _by_pillow("AVIF", quality=95),
    "heic": _by_pillow("HEIF", quality=95),
    "tiff": _by_pillow("TIFF"),
    "bmp": _by_ffmpeg("bgr24", codec="bmp"),
    "tga": _by_ffmpeg("bgra", codec="targa"),
    "pcx": _by_ffmpeg("rgb24", codec="pcx"),
    "sgi": _by_ffmpeg("rgba", "-rle", "0", codec="sgi"),
    "qoi": _by_pillow("QOI"),
    "ppm": _by_ffmpeg("rgb24", codec="ppm"),
    "pgm": _by_ffmpeg("gray", codec="pgm"),
    "pbm": _by_ffmpeg("monow", codec="pbm"),
    "xbm": _by_ffmpeg("monow", codec="xbm"),
    "jp2": _by_ffmpeg("rgba", codec="libopenjpeg"),
    "jxl": _by_ffmpeg("rgba", codec="libjxl"),
    "dds": _by_pillow("DDS"),
    "im": _write_im,
    "msp": _by_pillow("MSP"),
    "ico": _by_pillow("ICO", sizes=[(96, 64)]),
    "icns": _write_icns,
    "xpm": _write_xpm,
    "psd": _write_psd,
    "svg": _write_svg,
    "dng": write_dng,
}
