"""Pictures: rasters, what cameras write, and drawings."""

from apps.tools.formats.format import Format, Signature, boxes, riff, starts

_HEIF_BRANDS = (b"mif1", b"msf1")
"""Names of the container only: what is inside shows when it is opened."""
_PNG = starts(b"\x89PNG\r\n\x1a\n")
_TIFF = starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BITMAP: tuple[Signature, ...] = tuple(
    # "BM" alone would claim every text about BMW; the header's size follows at 14.
    ((0, b"BM"), (14, bytes([size, 0, 0, 0])))
    for size in (12, 40, 52, 56, 64, 108, 124)
)
_TARGA: tuple[Signature, ...] = tuple(
    # Nothing marks a TGA: the kind of palette, the kind of picture and the depth must fit together.
    ((1, bytes([palette, kind + packed])), (16, bytes([depth])))
    for palette, kind, depths in ((1, 1, (8,)), (0, 2, (15, 16, 24, 32)), (0, 3, (8, 16)))
    for packed in (0, 8)
    for depth in depths
)
_JPEG_2000 = starts(b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")

FORMATS = (
    Format("jpg", "JPEG image", "image", ("image/jpeg",), starts(b"\xff\xd8\xff"), ("jpeg", "jpe", "jfif")),
    Format("png", "PNG image", "image", ("image/png",), _PNG),
    Format("apng", "Animated PNG", "image", ("image/apng",), _PNG, refines="png"),
    Format("webp", "WebP image", "image", ("image/webp",), riff(b"WEBP")),
    Format("avif", "AVIF image", "image", ("image/avif",), boxes(b"avif", b"avis", *_HEIF_BRANDS)),
    Format(
        "heic",
        "HEIC image",
        "image",
        ("image/heic", "image/heif"),
        boxes(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", *_HEIF_BRANDS),
        ("heif", "hif"),
    ),
    Format("jxl", "JPEG XL image", "image", ("image/jxl",), starts(b"\xff\x0a", b"\0\0\0\x0cJXL \r\n\x87\n")),
    Format("gif", "GIF image", "image", ("image/gif",), starts(b"GIF87a", b"GIF89a")),
    Format("tiff", "TIFF image", "image", ("image/tiff",), _TIFF, ("tif",)),
    Format("bmp", "BMP image", "image", ("image/bmp",), _BITMAP, ("dib",)),
    Format("ico", "Windows icon", "image", ("image/vnd.microsoft.icon", "image/x-icon"), starts(b"\0\0\1\0")),
    Format("icns", "Apple icon", "image", ("image/icns",), starts(b"icns")),
    Format("tga", "Targa image", "image", ("image/x-tga",), _TARGA, ("icb", "vda", "vst")),
    Format(
        "ppm",
        "Portable pixmap",
        "image",
        ("image/x-portable-pixmap",),
        starts(b"P6", b"P3"),
        ("pnm",),
        wordy=True,
    ),
    Format(
        "pgm", "Portable graymap", "image", ("image/x-portable-graymap",), starts(b"P5", b"P2"), wordy=True
    ),
    Format("pbm", "Portable bitmap", "image", ("image/x-portable-bitmap",), starts(b"P4", b"P1"), wordy=True),
    Format(
        "pcx",
        "PCX image",
        "image",
        ("image/x-pcx",),
        starts(*(bytes([10, version, 1]) for version in (0, 2, 3, 4, 5))),
    ),
    Format("sgi", "SGI image", "image", ("image/sgi",), starts(b"\x01\xda"), ("rgb", "rgba", "bw")),
    Format("jp2", "JPEG 2000 image", "image", ("image/jp2",), _JPEG_2000, ("j2k", "jpx", "j2c")),
    Format("qoi", "QOI image", "image", ("image/qoi",), starts(b"qoif")),
    Format("dds", "DirectDraw surface", "image", ("image/vnd-ms.dds",), starts(b"DDS ")),
    Format("im", "IFUNC image", "image", ("image/x-im",), starts(b"Image type:"), wordy=True),
    Format("msp", "Microsoft Paint image", "image", ("image/x-msp",), starts(b"DanM", b"LinS")),
    Format("xbm", "X bitmap", "image", ("image/x-xbitmap",), starts(b"#define"), wordy=True),
    Format("xpm", "X pixmap", "image", ("image/x-xpixmap",), starts(b"/* XPM"), wordy=True),
    Format("psd", "Photoshop document", "image", ("image/vnd.adobe.photoshop",), starts(b"8BPS"), ("psb",)),
    Format("dng", "Digital negative", "image", ("image/x-adobe-dng",), _TIFF, refines="tiff"),
    Format("cr2", "Canon raw picture", "image", ("image/x-canon-cr2",), _TIFF, refines="tiff"),
    Format("nef", "Nikon raw picture", "image", ("image/x-nikon-nef",), _TIFF, refines="tiff"),
    Format("arw", "Sony raw picture", "image", ("image/x-sony-arw",), _TIFF, refines="tiff"),
    Format(
        "orf", "Olympus raw picture", "image", ("image/x-olympus-orf",), starts(b"IIRO", b"IIRS", b"MMOR")
    ),
    Format("raf", "Fujifilm raw picture", "image", ("image/x-fuji-raf",), starts(b"FUJIFILMCCD-RAW")),
    Format("rw2", "Panasonic raw picture", "image", ("image/x-panasonic-rw2",), starts(b"IIU\0")),
    Format("pef", "Pentax raw picture", "image", ("image/x-pentax-pef",), _TIFF, refines="tiff"),
    Format("svg", "SVG drawing", "image", ("image/svg+xml",)),
)
