"""Running an installation: its logs, whether it is ready, what it measures, its backups, its migrations."""
