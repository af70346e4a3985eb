"""Fonts and three-dimensional meshes."""

from apps.tools.formats.format import ZIP, Format, starts

FORMATS = (
    Format("ttf", "TrueType font", "font", ("font/ttf",), starts(b"\0\1\0\0", b"true")),
    Format("otf", "OpenType font", "font", ("font/otf",), starts(b"OTTO")),
    Format("woff", "Web font", "font", ("font/woff",), starts(b"wOFF")),
    Format("woff2", "Web font 2", "font", ("font/woff2",), starts(b"wOF2")),
    Format("stl", "STL mesh", "mesh", ("model/stl",), opaque=True),
    Format("obj", "Wavefront mesh", "mesh", ("model/obj",)),
    Format("ply", "PLY mesh", "mesh", ("model/x-ply",), starts(b"ply\n", b"ply\r")),
    Format("glb", "glTF mesh (binary)", "mesh", ("model/gltf-binary",), starts(b"glTF")),
    Format("off", "OFF mesh", "mesh", ("model/x-off",)),
    Format("3mf", "3MF mesh", "mesh", ("model/3mf",), ZIP),
)
