"""Users, roles, sign-in, and who is acting."""
