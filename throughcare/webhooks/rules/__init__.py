"""Rules of events to other systems: pure."""
