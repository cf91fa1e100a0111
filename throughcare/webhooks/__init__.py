"""Events to other systems: who subscribes to what, what they are told, and how it reaches them."""
