"""workforce pages."""
