"""Converts one document with LibreOffice, as a process: `python office_program.py PROGRAM_FOLDER JOB.json`.

It calls LibreOfficeKit, LibreOffice's C interface, because the program `soffice` starts by making a socket
that other runs of it could call, and a run of ours may make none. Only the standard library is imported here.
"""

import ctypes
import json
import os
import sys
from pathlib import Path
from typing import Final, NoReturn

LIBRARIES: Final = ("libmergedlo.so", "libsofficeapp.so")
"""Where LibreOfficeKit is, depending on how LibreOffice was built."""
NOT_LOADED, NOT_SAVED, ENCRYPTED, NO_KIT = "not loaded", "not saved", "encrypted", "no LibreOfficeKit"
"""The last line of this program's errors when it could not do it."""
_ASK_FOR_PASSWORD: Final = 1 << 0
_PASSWORD_EVENTS: Final = (20, 21)
"""LOK_CALLBACK_DOCUMENT_PASSWORD and LOK_CALLBACK_DOCUMENT_PASSWORD_TO_MODIFY."""

_Callback = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)


class _OfficeCalls(ctypes.Structure):
    """The first entries of LibreOfficeKitClass; later versions only append."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", ctypes.c_void_p),
        ("load", ctypes.c_void_p),
        ("get_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)),
        (
            "load_with_options",
            ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p),
        ),
        ("free_error", ctypes.c_void_p),
        ("register_callback", ctypes.CFUNCTYPE(None, ctypes.c_void_p, _Callback, ctypes.c_void_p)),
        ("get_filter_types", ctypes.c_void_p),
        ("set_optional_features", ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_ulonglong)),
        (
            "set_document_password",
            ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p),
        ),
    ]


class _DocumentCalls(ctypes.Structure):
    """The first entries of LibreOfficeKitDocumentClass."""

    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", ctypes.c_void_p),
        (
            "save_as",
            ctypes.CFUNCTYPE(
                ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p
            ),
        ),
    ]


class _Office(ctypes.Structure):
    _fields_ = [("calls", ctypes.POINTER(_OfficeCalls))]


class _Document(ctypes.Structure):
    _fields_ = [("calls", ctypes.POINTER(_DocumentCalls))]


def convert(folder: Path, job: dict[str, str]) -> str | None:
    """Load and save; answers with what went wrong."""
    library = next((folder / name for name in LIBRARIES if (folder / name).exists()), None)
    if not library:
        return NO_KIT
    start = ctypes.CDLL(str(library)).libreofficekit_hook_2
    start.restype, start.argtypes = ctypes.c_void_p, [ctypes.c_char_p, ctypes.c_char_p]
    office = start(str(folder).encode(), job["profile"].encode())
    if not office:
        return NO_KIT
    calls = _Office.from_address(office).calls.contents
    asked: list[bytes] = []

    def answer(event: int, address: bytes, _data: int) -> None:
        if event in _PASSWORD_EVENTS:
            # Asked again, the password was wrong; no answer is then the only way to end it.
            password = None if asked else job.get("password")
            asked.append(address)
            calls.set_document_password(office, address, password.encode() if password else None)

    calls.set_optional_features(office, _ASK_FOR_PASSWORD)
    answering = _Callback(answer)  # kept for as long as LibreOffice may call it
    calls.register_callback(office, answering, None)
    document = calls.load_with_options(office, job["source"].encode(), b"")
    if not document:
        return ENCRYPTED if asked else NOT_LOADED
    save = _Document.from_address(document).calls.contents.save_as
    saved = save(document, job["target"].encode(), job["filter"].encode(), job["save_options"].encode())
    return None if saved else NOT_SAVED


def main() -> NoReturn:
    """End without LibreOffice's own ending, which waits for threads and sometimes fails."""
    folder, job = Path(sys.argv[1]), Path(sys.argv[2])
    settings = json.loads(job.read_text("utf-8"))
    os.environ.update(settings.pop("environment"))
    problem = convert(folder, settings)
    sys.stderr.write(f"\n{problem}\n" if problem else "")
    sys.stderr.flush()
    os._exit(1 if problem else 0)


if __name__ == "__main__":
    main()
