"""supervision queries."""
