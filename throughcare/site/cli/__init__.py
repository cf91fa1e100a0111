"""The ``throughcare`` command. Subcommands are found in a table and loaded only when asked for."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "accounts": ("throughcare.site.cli.accounts:accounts", "Add users and help them to sign in."),
    "backup": ("throughcare.site.cli.backup:backup", "Write everything in the database to one file."),
    "contracts": ("throughcare.site.cli.contracts:contracts", "Bring a published register of contracts in."),
    "decide": ("throughcare.site.cli.decide:decide", "Run a rule over cases: JSON lines in, decisions out."),
    "demo": ("throughcare.site.cli.demo:demo", "Make a fictional region, import it and serve it."),
    "demo-work": ("throughcare.site.cli.demo:demo_work", "Do some work in a fictional region, for the demonstration."),
    "demo-roles": ("throughcare.site.cli.demo:demo_roles", "Give the users of a fictional bundle their roles."),
    "docs": ("throughcare.site.cli.docs:docs", "Write the generated reference pages, or check that they are fresh."),
    "doctor": ("throughcare.site.cli.doctor:doctor", "Say what is wrong with this installation, and what to do."),
    "due": ("throughcare.site.cli.due:due", "List who must be seen, by when and why, for every practitioner."),
    "explain": ("throughcare.site.cli.explain:explain", "Explain one decision, with each step and its policy."),
    "export": ("throughcare.site.cli.exporting:export", "Write the caseload as a bundle."),
    "import": ("throughcare.site.cli.importing:import_", "Check a bundle and load it."),
    "messages": ("throughcare.site.cli.messages:messages", "Welsh: extract, compile and check the catalogue."),
    "migrations": (
        "throughcare.site.cli.migrations:migrations",
        "Say which migrations the version that serves would not bear.",
    ),
    "migrate": ("throughcare.site.cli.database:migrate", "Bring the database up to date."),
    "plan": (
        "throughcare.site.cli.plan:plan",
        "Propose a plan for a whole list, or the award of a round, with its proven bound.",
    ),
    "publish": ("throughcare.site.cli.publish:publish", "Write what was published as files of the open standards."),
    "restore": (
        "throughcare.site.cli.backup:restore",
        "Bring a backup back into an empty database, and prove it whole.",
    ),
    "serve": ("throughcare.site.cli.serve:serve", "Serve the site."),
    "stop": ("throughcare.site.cli.database:stop", "Stop the demonstration and the embedded database of this folder."),
    "webhooks": (
        "throughcare.site.cli.webhooks:webhooks",
        "Tell other systems of events: subscribe, pause, rotate, send again.",
    ),
    "worker": ("throughcare.site.cli.worker:worker", "Work off jobs: imports, exports and what else waits."),
    "synth": ("throughcare.site.cli.synth:synth", "Make a fictional bundle of any size."),
}
"""Name of the subcommand: where it is (``module:attribute``), and what it does in a line."""


class LazyGroup(click.Group):
    """A group that imports a subcommand when it runs, so that a rule starts without loading the web site."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The subcommand, imported now; None where no such name is in the table."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of subcommands in the help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="throughcare", prog_name="throughcare")
def main() -> None:
    """Throughcare: one open system for a probation service."""
