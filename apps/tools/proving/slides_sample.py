"""A presentation, part by part."""

from pathlib import Path
from zipfile import ZipFile

from apps.tools.proving.document_texts import WORDS

_COLOURS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


def write_slides(path: Path) -> None:
    """Write a PPTX with one slide, whose parts are the fewest that offices take."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    slides = "http://schemas.openxmlformats.org/presentationml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.presentationml"

    def relations(*targets: tuple[str, str]) -> str:
        rows = "".join(
            f'<Relationship Id="rId{number}" Type="{office}/{what}" Target="{target}"/>'
            for number, (what, target) in enumerate(targets, start=1)
        )
        return f'<Relationships xmlns="{package}/relationships">{rows}</Relationships>'

    def shape(number: int, role: str, words: tuple[str, ...]) -> str:
        lines = "".join(f"<a:p><a:r><a:t>{WORDS[word]}</a:t></a:r></a:p>" for word in words)
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{role}"/><p:cNvSpPr/><p:nvPr><p:ph type="{role}"/>'
            '</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="500000" y="500000"/>'
            '<a:ext cx="8000000" cy="2000000"/></a:xfrm></p:spPr>'
            f"<p:txBody><a:bodyPr/><a:lstStyle/>{lines}</p:txBody></p:sp>"
        )

    def tree(inner: str) -> str:
        return (
            '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
            f"<p:grpSpPr/>{inner}</p:spTree></p:cSld>"
        )

    names = f'xmlns:a="{drawing}" xmlns:r="{office}" xmlns:p="{slides}"'
    colours = "".join(f'<a:{name}><a:srgbClr val="203040"/></a:{name}>' for name in _COLOURS)
    font = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fills = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    lines = '<a:ln><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    mapping = (
        'bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
        'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"'
    )
    content = shape(2, "title", ("heading",)) + shape(3, "body", ("text", "first", "last", "emphasis"))
    parts = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": relations(
            ("slideMaster", "slideMasters/slideMaster1.xml"), ("slide", "slides/slide1.xml")
        ),
        "ppt/presentation.xml": f'<p:presentation {names}><p:sldMasterIdLst><p:sldMasterId id="2147483648" '
        'r:id="rId1"/></p:sldMasterIdLst><p:sldIdLst><p:sldId id="256" r:id="rId2"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/slides/slide1.xml": f"<p:sld {names}>{tree(content)}</p:sld>",
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": f'<p:sldLayout {names} type="obj">{tree("")}</p:sldLayout>',
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(
            ("slideMaster", "../slideMasters/slideMaster1.xml")
        ),
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {names}>{tree('')}<p:clrMap {mapping}/>"
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>',
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": relations(
            ("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")
        ),
        "ppt/theme/theme1.xml": f'<a:theme xmlns:a="{drawing}" name="T"><a:themeElements>'
        f'<a:clrScheme name="T">{colours}</a:clrScheme><a:fontScheme name="T">'
        f"<a:majorFont>{font}</a:majorFont>"
        f'<a:minorFont>{font}</a:minorFont></a:fontScheme><a:fmtScheme name="T"><a:fillStyleLst>{fills}'
        f"</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fills}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
    }
    kinds = {
        "ppt/presentation.xml": f"{kind}.presentation.main+xml",
        "ppt/slides/slide1.xml": f"{kind}.slide+xml",
        "ppt/slideLayouts/slideLayout1.xml": f"{kind}.slideLayout+xml",
        "ppt/slideMasters/slideMaster1.xml": f"{kind}.slideMaster+xml",
        "ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    }
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{of}"/>' for part, of in kinds.items())
    with ZipFile(path, "w") as file:
        file.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        )
        for name, part in parts.items():
            file.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{part}')
