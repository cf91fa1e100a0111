"""workforce commands."""
