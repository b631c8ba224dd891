"""Old Word files and RTF, through LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pipeline.document.readers.source import PACKED_LIMIT, Raw, Source
from pipeline.document.readers.word import read_docx
from pipeline.errors import InputError

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_PATIENCE = 180  # seconds
# A profile of its own, in which no macro runs, no link is followed and nothing is fetched.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>\
</prop></item>'
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)


def read_office(raw: Raw, suffix: str) -> Source:
    """Read a .doc or .rtf file by turning it into .docx first."""
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise InputError(f"{raw.name}: {suffix} files need LibreOffice; install it or save the file as .docx")
    with tempfile.TemporaryDirectory(prefix="agenda-office-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        items = "\n".join(_ITEM.format(path=path, name=key, value=value) for path, key, value in _SETTINGS)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), encoding="utf-8")
        (folder / f"document{suffix}").write_bytes(raw.read(PACKED_LIMIT))
        _convert(raw, program, folder, profile, suffix)
        converted = folder / "document.docx"
        if not converted.is_file():
            raise InputError(f"{raw.name}: LibreOffice finds no document in it; save it as .docx")
        return read_docx(Raw(raw.path, converted.read_bytes()))


def _convert(raw: Raw, program: str, folder: Path, profile: Path, suffix: str) -> None:
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--convert-to", "docx:MS Word 2007 XML"),
        *("--outdir", str(folder), str(folder / f"document{suffix}")),
    ]
    environment = {**os.environ, "HOME": str(folder), "SAL_DISABLE_JAVA": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise InputError(
                f"{raw.name}: LibreOffice did not finish within {_PATIENCE} seconds; save the file as .docx"
            ) from None
