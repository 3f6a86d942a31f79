"""Dates as the portal says them: with the weekday where a time counts, and on 24 hours,
because 12 a.m. and 오전 12시 are read both ways."""
