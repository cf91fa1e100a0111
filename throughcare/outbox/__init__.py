"""What leaves the system: messages to people and to other systems."""
