"""The person's own view: what a person on probation sees of their own record, asks for and changes."""
