"""workforce queries."""
