"""Booking for somebody else: who may, for whom, and what a proxy gets to know."""
