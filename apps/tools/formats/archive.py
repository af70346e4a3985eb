"""Archives, and single files that are compressed."""

from apps.tools.formats.format import SEVEN_ZIP, TAR, ZIP, Format, starts

_GZIP = starts(b"\x1f\x8b")
_BZIP2 = starts(b"BZh")
_XZ = starts(b"\xfd7zXZ\0")
_ZSTANDARD = starts(b"\x28\xb5\x2f\xfd")

FORMATS = (
    Format("zip", "ZIP archive", "archive", ("application/zip",), ZIP),
    Format("tar", "TAR archive", "archive", ("application/x-tar",), TAR),
    Format(
        "tar.gz",
        "TAR archive (gzip)",
        "archive",
        ("application/x-gtar-compressed",),
        _GZIP,
        ("tgz",),
        refines="gz",
    ),
    Format(
        "tar.bz2",
        "TAR archive (bzip2)",
        "archive",
        ("application/x-bzip2-tar",),
        _BZIP2,
        ("tbz2", "tbz"),
        refines="bz2",
    ),
    Format("tar.xz", "TAR archive (xz)", "archive", ("application/x-xz-tar",), _XZ, ("txz",), refines="xz"),
    Format(
        "tar.zst",
        "TAR archive (Zstandard)",
        "archive",
        ("application/x-zstd-tar",),
        _ZSTANDARD,
        ("tzst",),
        refines="zst",
    ),
    Format("7z", "7z archive", "archive", ("application/x-7z-compressed",), SEVEN_ZIP),
    Format("gz", "gzip file", "archive", ("application/gzip",), _GZIP),
    Format("bz2", "bzip2 file", "archive", ("application/x-bzip2",), _BZIP2),
    Format("xz", "xz file", "archive", ("application/x-xz",), _XZ),
    Format("zst", "Zstandard file", "archive", ("application/zstd",), _ZSTANDARD),
)
