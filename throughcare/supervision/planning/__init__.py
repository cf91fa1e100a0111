"""Plans for whole lists: optimised, proved, and decided on by a person."""
