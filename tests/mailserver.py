"""A real mail server on this machine: Dovecot with a folder, a configuration and users of its own.

`with dovecot() as server:` runs one; each name in `server.access("somebody")` is a mailbox of its own.
"""

import base64
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from imaplib import IMAP4
from itertools import count
from pathlib import Path

import pytest
from imapclient import imap_utf7

from connector.core.mailbox import MailboxAccess, Security
from tests.certificates import Certificate, certified

DOVECOT = shutil.which("dovecot", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")
MISSING = "dovecot is missing (Debian: apt install dovecot-imapd)"
needs_dovecot = pytest.mark.skipif(DOVECOT is None, reason=MISSING)
PASSWORD = 'pä{ss} "w\\ord'

_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
auth_failure_delay = 0 secs
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_username_chars =
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {port_tls}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={{PLAIN.b64}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Mailbox:
    """One user's folders, put there without IMAP: Dovecot finds what lies in a Maildir."""

    _names = count(1)

    def __init__(self, folder: Path, owner: tuple[int, int]) -> None:
        self.folder = folder
        self._owner = owner

    def deliver(self, raw: bytes, at: datetime | None = None) -> Path:
        """A message arrives in the inbox, at a moment; it is found in the order of its file's name."""
        new = self._made("new")
        file = new / f"{1_800_000_000 + next(self._names)}.M1P1.mail.example"
        file.write_bytes(raw)
        if at is not None:
            os.utime(file, (at.timestamp(), at.timestamp()))
        os.chown(file, *self._owner)
        return file

    def files(self) -> dict[str, bytes]:
        """The messages by where they lie and under which names (which bear the flags)."""
        lying = (x for place in ("cur", "new") for x in (self.folder / place).glob("*"))
        return {f"{x.parent.name}/{x.name}": x.read_bytes() for x in lying}

    def create(self, name: str) -> "Mailbox":
        """Another folder of the same user."""
        on_disk = "." + imap_utf7.encode(name).decode("ascii")
        made = Mailbox(self.folder / on_disk, self._owner)
        made._made("new")
        return made

    def remove(self, raw: bytes) -> None:
        """Somebody deletes every message that reads like this."""
        for place in ("cur", "new"):
            for file in (self.folder / place).glob("*"):
                if file.read_bytes() == raw:
                    file.unlink()

    def renumber(self) -> None:
        """The list of numbers is lost: Dovecot makes another, under the validity that follows."""
        numbers = self.folder / "dovecot-uidlist"
        head = re.match(r"3 V(\d+) N\d+ (.*)\n", numbers.read_text())
        assert head is not None
        numbers.write_text(f"3 V{int(head[1]) + 1} N1 {head[2]}\n")
        for file in self.folder.glob("dovecot.index*"):
            file.unlink()

    def _made(self, name: str) -> Path:
        for path in (self.folder, *(self.folder / x for x in ("cur", "new", "tmp"))):
            if not path.exists():
                path.mkdir(mode=0o700)
                os.chown(path, *self._owner)
        return self.folder / name


class Dovecot:
    """Runs from `start` to `stop`, with TLS on `port_tls` and STARTTLS (or nothing) on `port`."""

    def __init__(self, folder: Path, mechanisms: str) -> None:
        self.folder = folder
        self.certificate: Certificate = certified(folder)
        self.port, self.port_tls = _free_port(), _free_port()
        # As root it runs as somebody else all the same: it lets nobody read mail as root.
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._configure(mechanisms)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert DOVECOT is not None, MISSING
        user, group = self._user.pw_uid, self._user.pw_gid
        command = [DOVECOT, "-F", "-c", str(self.folder / "dovecot.conf")]
        if os.geteuid() == 0:
            self._running = subprocess.Popen(command, user=user, group=group, extra_groups=[])
        else:
            self._running = subprocess.Popen(command)
        self._wait_until_it_listens(self._running)

    def _configure(self, mechanisms: str) -> None:
        gid = self._user.pw_gid
        (self.folder / "dovecot.conf").write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                certificate=self.certificate.ca_file,
                key=self.certificate.key_file,
                mechanisms=mechanisms,
                user=self._user.pw_name,
                group=subprocess.check_output(["id", "-gn", self._user.pw_name], text=True).strip(),
                port=self.port,
                port_tls=self.port_tls,
                uid=self._user.pw_uid,
                gid=gid,
                password=base64.b64encode(PASSWORD.encode()).decode("ascii"),
            )
        )
        for name in ("mail", "home", "run"):
            (self.folder / name).mkdir()
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self._user.pw_uid, gid)

    def _wait_until_it_listens(self, running: "subprocess.Popen[bytes]") -> None:
        for port in (self.port, self.port_tls):
            while running.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                except ConnectionRefusedError:
                    continue
                break
        if running.poll() is not None:
            said = self.folder / "log"
            pytest.fail(f"dovecot ended: {said.read_text() if said.exists() else running.returncode}")

    def stop(self) -> None:
        if self._running is not None:
            self._running.terminate()
            self._running.wait()
            self._running = None

    def mailbox(self, user: str) -> Mailbox:
        return Mailbox(self.folder / "mail" / user, (self._user.pw_uid, self._user.pw_gid))

    def access(self, user: str, security: Security = Security.TLS, **other: str) -> MailboxAccess:
        """Every name is somebody, by one password; what is typed may be another."""
        port = self.port_tls if security is Security.TLS else self.port
        return MailboxAccess("127.0.0.1", port, security, user, other.pop("password", PASSWORD), **other)

    @contextmanager
    def beside(self, user: str) -> Iterator[IMAP4]:
        """Another program that has the same mailbox open."""
        access = self.access(user, Security.NONE)
        with IMAP4(access.host, access.port) as other:
            other.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            yield other


@contextmanager
def dovecot(mechanisms: str = "plain login") -> Iterator[Dovecot]:
    """One that runs until the end. Not under tmp_path, which only its owner may enter."""
    with tempfile.TemporaryDirectory() as made:
        server = Dovecot(Path(made), mechanisms)
        server.start()
        try:
            yield server
        finally:
            server.stop()
