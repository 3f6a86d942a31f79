"""What beat rings, and every how many seconds: each bell only says that there may be work."""

BELLS = {
    "sweep-held-bookings": {"task": "bookings.tasks.confirm_held", "schedule": 3.0},
    "look-at-stock": {"task": "bookings.tasks.look_at_stock", "schedule": 3.0},
    "sweep-offers": {"task": "bookings.tasks.offer_places", "schedule": 5.0},
    "sweep-leftovers": {"task": "bookings.tasks.offer_leftovers", "schedule": 2.0},
    "settle-leftovers": {"task": "bookings.tasks.settle_leftovers", "schedule": 60.0},
    "sweep-waiting-list": {"task": "bookings.tasks.end_waiting", "schedule": 60.0},
    "sweep-supply": {"task": "bookings.tasks.change_supply", "schedule": 10.0},
    "sweep-reopening": {"task": "bookings.tasks.open_days_anew", "schedule": 60.0},
    "sweep-missed": {"task": "bookings.tasks.give_back_second_doses", "schedule": 600.0},
    "sweep-messages": {"task": "bookings.tasks.deliver_notifications", "schedule": 15.0},
    "write-reminders": {"task": "bookings.tasks.write_reminders", "schedule": 300.0},
    "sweep-exports": {"task": "bookings.tasks.make_exports", "schedule": 5.0},
    "daily-exports": {"task": "bookings.tasks.ask_daily_exports", "schedule": 60.0},
    "count-bookings": {"task": "bookings.tasks.count_bookings", "schedule": 60.0},
    "forget-exports": {"task": "bookings.tasks.forget_exports", "schedule": 600.0},
    "sweep-phone-codes": {"task": "accounts.tasks.send_codes", "schedule": 3.0},
    "sweep-phone-changes": {"task": "accounts.tasks.tell_old_phones", "schedule": 15.0},
    "forget-mandates": {"task": "bookings.tasks.forget_mandates", "schedule": 600.0},
    "forget-screenings": {"task": "bookings.tasks.forget_screenings", "schedule": 3600.0},
    "forget-phone-codes": {"task": "accounts.tasks.forget_codes", "schedule": 60.0},
}
