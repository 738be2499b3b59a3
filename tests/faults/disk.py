"""A small disk in memory, to be filled to its last byte and freed again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

MIB = 1 << 20


class Disk:
    """A tmpfs at a folder; whoever may not mount finds ``is_small`` False and an ordinary folder."""

    def __init__(self, folder: Path, mib: int) -> None:
        folder.mkdir()
        self.folder, self._filler = folder, folder / ".filler"
        command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0755", "tmpfs", str(folder)]
        try:
            self.is_small = subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
        except OSError:
            self.is_small = False

    def fill(self) -> None:
        """Leaves no byte free."""
        assert self.is_small
        with self._filler.open("ab", buffering=0) as file:
            for size in (MIB, 4096, 1):
                try:
                    while file.write(b"\0" * size):
                        pass
                except OSError:
                    continue

    def free(self) -> None:
        """Gives the room back."""
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        """Takes the disk away with all that is on it; files that are open live until they are closed."""
        if self.is_small:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, timeout=10, check=False)
            self.is_small = os.path.ismount(self.folder)
