"""Commissioning: buying rehabilitation services from an open panel of suppliers, from need to published contract."""
