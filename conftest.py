"""What every test stands on."""

from throughcare.testing.database import django_db_setup

__all__ = ["django_db_setup"]
