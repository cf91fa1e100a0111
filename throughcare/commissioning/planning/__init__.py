"""Awards of whole rounds: optimised, proved, and decided on by a person."""
