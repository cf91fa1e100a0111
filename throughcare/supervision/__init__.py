"""Supervision: tier, contact, allocation, appointments and enforcement of the people whom the service supervises."""
