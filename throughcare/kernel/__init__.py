"""Pure building blocks that every context stands on: periods, working days, bands, decisions, transitions, events.

Standard library only. Nothing here reads the clock, a file or a database.
"""
