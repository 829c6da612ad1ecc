"""A real OpenSSH server on loopback, with keys and configuration of its own."""

import getpass
import os
import shlex
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tests.terminal.tmux import PATIENCE

SSHD = "/usr/sbin/sshd"
_OURS = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
"""
"""What the test needs. Keys are in a folder of the test (StrictModes), accounts are those of the machine."""


class Sshd:
    """Serves between `with` and its end; who logs in is the user who runs this."""

    def __init__(self, folder: Path, lines: str = "") -> None:
        """`lines` are lines of `sshd_config`."""
        self.folder = folder
        self.port = _free_port()
        folder.mkdir(mode=0o700)
        _generate(folder / "host")
        _generate(folder / "client")
        (folder / "authorized_keys").write_text((folder / "client.pub").read_text())
        (folder / "known_hosts").write_text(f"carts {(folder / 'host.pub').read_text()}")
        (folder / "sshd_config").write_text(_OURS.format(port=self.port, folder=folder) + lines)

    def __enter__(self) -> "Sshd":
        if os.geteuid() == 0:  # where its unprivileged half is locked up
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        log = self.folder / "log"
        with log.open("w") as said:
            self._process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(self.folder / "sshd_config")],
                                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said)
        deadline = time.monotonic() + PATIENCE
        while "Server listening" not in log.read_text():
            assert self._process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    def login(self, *command: str, port: int = 0) -> list[str]:
        """The words that log in, with a terminal, and run `command`; `port` is that of a line to here."""
        settings = ("IdentitiesOnly=yes", "BatchMode=yes", "StrictHostKeyChecking=yes", "HostKeyAlias=carts",
                    f"UserKnownHostsFile={self.folder / 'known_hosts'}")
        key = str(self.folder / "client")
        words = ["ssh", "-F", os.devnull, "-tt", "-p", str(port or self.port), "-i", key]
        words += [word for setting in settings for word in ("-o", setting)]
        return [*words, f"{getpass.getuser()}@127.0.0.1", *([shlex.join(command)] if command else [])]


def _generate(path: Path) -> None:
    """A key of its own, without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
