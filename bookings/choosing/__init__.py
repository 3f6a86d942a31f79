"""Choosing a place, a day and a time for a booking there is: another time, or a second dose."""
