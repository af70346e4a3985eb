"""LibreOffice's settings for one run: nothing is executed, fetched, updated or remembered."""

from pathlib import Path
from typing import Final

_SECURITY: Final = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS: Final = (
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "DisablePythonRuntime", "true"),
    (_SECURITY, "DisableOLEAutomation", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Common/Java/ApplicationConfiguration", "Enable", "false"),
    ("/org.openoffice.Office.Common/Misc", "UseOpenCL", "false"),
    ("/org.openoffice.Office.Common/Save/Document", "AutoSave", "false"),
    ("/org.openoffice.Office.Common/Load", "UserDefinedSettings", "false"),
    # A version that it has run already: a new one draws test pictures for most of a second.
    ("/org.openoffice.Setup/Product", "ooSetupLastVersion", "99.9"),
)
_ITEM: Final = (
    '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>\n'
)
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
)


def make_profile(folder: Path) -> None:
    """Write a profile that holds these settings only; LibreOffice adds its defaults in no time."""
    user = folder / "user"
    user.mkdir(parents=True)
    items = (_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(f"{_HEAD}{''.join(items)}</oor:items>\n", "utf-8")


def environment(profile: Path, *, share: str) -> dict[str, str]:
    """What LibreOffice is told by variables: draw in memory, keep its caches in the profile.

    `share` is where its shared files are, seen from its own folder.
    """
    return {
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_OPENCL": "1",
        "DISABLE_EXTENSION_SYNCHRONIZATION": "1",
        "UNO_SHARED_PACKAGES_CACHE": f"{profile.as_uri()}/shared",
        "BRAND_SHARE_SUBDIR": share,
    }
