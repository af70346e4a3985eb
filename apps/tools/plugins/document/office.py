"""Runs LibreOffice for one document, with a profile of its own, so that runs go side by side."""

import json
import os
import shutil
import sys
from pathlib import Path

from apps.tools.base import InvalidInputError, Requirement, ToolFailedError, ToolRun
from apps.tools.formats import FORMATS
from apps.tools.options import OptionsT
from apps.tools.plugins.document import office_program
from apps.tools.plugins.document.office_profile import environment, make_profile
from apps.tools.plugins.document.office_share import complete_share

LIBREOFFICE = Requirement(
    "program",
    "soffice",
    "install the Debian packages libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui "
    "and libreoffice-draw-nogui",
)


def convert_with_office(
    run: ToolRun[OptionsT],
    source: Path,
    target: Path,
    *,
    to: str,
    save_options: str = "",
    password: str | None = None,
) -> None:
    """Load a file of the workspace and save it in another format.

    Raises InvalidInputError when the source cannot be loaded or needs another password.
    """
    program, profile = _program_folder(), run.workspace / "profile"
    make_profile(profile)
    share = complete_share(program.parent / "share", copy=run.workspace / "share")
    job = run.workspace / "office.json"
    settings = {
        "profile": profile.as_uri(),
        "source": source.as_uri(),
        "target": target.as_uri(),
        "filter": to,
        "save_options": save_options,
        "environment": environment(profile, share=os.path.relpath(share, program.parent)),
    }
    if password:
        settings["password"] = password
    job.write_text(json.dumps(settings), "utf-8")
    try:
        run.exec([sys.executable, "-IS", office_program.__file__, str(program), str(job)])
    except ToolFailedError as error:
        raise _explained(run, error, has_password=bool(password)) from None
    finally:
        job.unlink()
        for folder in (profile, run.workspace / "share"):
            shutil.rmtree(folder, ignore_errors=True)


def _program_folder() -> Path:
    program = shutil.which("soffice")
    if not program:
        raise ToolFailedError(f"LibreOffice is missing: {LIBREOFFICE.remedy}.")
    return Path(program).resolve().parent


def _explained(run: ToolRun[OptionsT], error: ToolFailedError, *, has_password: bool) -> Exception:
    name, title = run.source.name, FORMATS[run.source.format].title
    problems = {
        office_program.NOT_LOADED: InvalidInputError(f"'{name}' is damaged: it cannot be opened as {title}."),
        office_program.ENCRYPTED: InvalidInputError(
            f"'{name}' is protected, and the password does not open it."
            if has_password
            else f"'{name}' is protected by a password. Give it as the option 'password'.",
            code="input_encrypted",
        ),
        office_program.NO_KIT: ToolFailedError("LibreOffice's library cannot be loaded on this machine."),
    }
    if hasattr(error, "signal"):  # it was ended from outside, which says nothing about the file
        return error
    unknown = ToolFailedError(f"LibreOffice gave up on '{name}'. Save it anew where it opens, and try again.")
    return next((known for problem, known in problems.items() if problem in str(error)), unknown)
