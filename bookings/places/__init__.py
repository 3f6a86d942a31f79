"""A clinic's own hours and places, as far as people are booked in them.

What is only looked at is in ``clinics.weeks``. Whatever is written here is shown first, with those
whom it concerns; who has a place keeps it until somebody moves them (``bookings.supply``).
"""
