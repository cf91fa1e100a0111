"""Pages of events to other systems, for administrators."""
