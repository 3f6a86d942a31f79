"""Maps of our own, drawn on the server: provinces, districts, and clinics placed on them."""
