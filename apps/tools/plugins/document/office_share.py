"""LibreOffice's shared files, with the one that Debian's headless packages leave out and sheets need to open.

LibreOfficeKit opens a document in a window, and that of a sheet has the line that formulas are typed into.
"""

from pathlib import Path
from typing import Final

FOLDER: Final = "config/soffice.cfg/modules/scalc/ui"
MISSING: Final = "inputbar.ui"
_INPUT_LINE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<interface domain="sc">
  <object class="GtkGrid" id="InputBar">
    <child><object class="GtkButton" id="down"/></child>
    <child><object class="GtkButton" id="up"/></child>
    <child>
      <object class="GtkBox" id="background">
        <property name="orientation">vertical</property>
        <child>
          <object class="GtkScrolledWindow" id="scrolledwindow">
            <child>
              <object class="GtkViewport">
                <child>
                  <object class="GtkBox">
                    <child><object class="GtkDrawingArea" id="sc_input_window"/></child>
                  </object>
                </child>
              </object>
            </child>
          </object>
        </child>
      </object>
    </child>
  </object>
</interface>
"""


def complete_share(share: Path, *, copy: Path) -> Path:
    """The folder itself if nothing is missing, else one of links to it in which the file is there."""
    if (share / FOLDER / MISSING).exists():
        return share
    _link(share, copy, way=tuple(FOLDER.split("/")))
    return copy


def _link(original: Path, copy: Path, *, way: tuple[str, ...]) -> None:
    """Make the folders on the way to the missing file, with links to all that they hold."""
    copy.mkdir()
    for entry in original.iterdir() if original.is_dir() else ():
        if not way or entry.name != way[0]:
            (copy / entry.name).symlink_to(entry)
    if way:
        _link(original / way[0], copy / way[0], way=way[1:])
    else:
        (copy / MISSING).write_text(_INPUT_LINE, "utf-8")
