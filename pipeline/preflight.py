"""What is looked at before a run starts, so that a bad set-up is said at once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MIN_FREE_BYTES = 64 << 20


class OutputError(OSError):
    """The output folder cannot be used; the message names it and the cure."""


def check_output(out: Path, min_free: int = MIN_FREE_BYTES) -> None:
    """Make the output folder and see that it can be written and has room.

    Args:
        out: The folder.
        min_free: Bytes that must be free on its disk.

    Raises:
        OutputError: It cannot be made, written, or its disk is nearly full.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"--out {out}: cannot make the folder ({error.strerror}); name one that you may write, with --out") from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise OutputError(f"--out {out}: no permission to write; name another folder with --out, or change its permissions")
    free = shutil.disk_usage(out).free
    if free < min_free:
        raise OutputError(f"--out {out}: {free >> 20} MiB free, {min_free >> 20} needed; free some space or name a folder on another disk")
