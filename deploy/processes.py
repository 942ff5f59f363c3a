"""Processes, ports and accounts of this machine, as the embedded servers need them."""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time
from contextlib import suppress
from pathlib import Path

ACCOUNT = "kyodo"
LEAVING = 4.0  # seconds given to each signal
PACE = 0.02


class ServersError(Exception):
    """An embedded server cannot do what is asked; the message is for the person, in Japanese."""


def servant() -> str | None:
    """Return the account that runs the servers, or None when it is simply the present one.

    PostgreSQL refuses to run as root, so root lends it an account that may do nothing else.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        useradd = shutil.which("useradd")
    if useradd is None:
        return "nobody"
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    made = subprocess.run(command, check=False, capture_output=True)
    return ACCOUNT if made.returncode == 0 else "nobody"


def spawn(command: list[str], *, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start a program as the servers' account, in a session of its own.

    The environment is not handed on: PGDATA or LC_ALL of the person at the desk mean others.
    """
    account = servant()
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={"LC_ALL": "C", "PATH": os.defpath},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=account,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def let_through(path: Path) -> None:
    """Let the servers' account pass (not list) the folders above, for example /root."""
    if servant() is None:
        return
    for folder in path.resolve().parents:
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def free_port(wished: int) -> int:
    """Return the wished port of 127.0.0.1 when nobody has it, else any that is free."""
    for port in (wished, 0):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)) as probe:
            chosen: int = probe.getsockname()[1]
            return chosen
    raise ServersError("空いているポートがありません。")


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_alive(pid: int) -> bool:
    """Tell whether the process still works; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in {"Z", "X"}


def is_ours(pid: int, mark: str) -> bool:
    """Tell whether the process lives and its command line has the mark.

    Pid files outlive reboots, and the number may belong to anyone by now.
    """
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return is_alive(pid) and mark.encode() in line


def leave(pid: int, *signals: signal.Signals) -> None:
    """Ask a process to end, more firmly with each signal, and return when it is gone."""
    for wish in signals:
        deadline = time.monotonic() + LEAVING
        try:
            os.kill(pid, wish)
        except ProcessLookupError:
            return
        while is_alive(pid) and time.monotonic() < deadline:
            time.sleep(PACE)
        if not is_alive(pid):
            _reap(pid)
            return
    raise ServersError(f"プロセス {pid} が終了しません。")


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # another command started it


def last_lines(log: Path, count: int = 8) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except OSError:
        return ""
