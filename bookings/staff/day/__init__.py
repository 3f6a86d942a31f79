"""The clinic's day: who comes when, who is found at the desk, and what is recorded."""
