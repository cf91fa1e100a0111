"""Pages of the transition context."""
