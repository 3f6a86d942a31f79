"""The ministry's dashboard: charts of counts that a worker keeps, never of bookings themselves."""
