"""Sessions of staff: rows that know whose they are and when their reader last did something.

Both ends, 15 idle minutes and 8 hours, are decided by the database's clock inside the
statement that looks the session up (``accounts.models.sessions``).
"""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import IntegrityError, transaction

from accounts.models import StaffSession


class SessionStore(db.SessionStore):
    #: Whether the browser showed a session that was idle for too long.
    was_idle = False
    _due = False

    @classmethod
    def get_model_class(cls):
        return StaffSession

    @property
    def rows(self):
        return StaffSession.objects.filter(session_key=self.session_key)

    def _get_session_from_db(self):
        found = self.rows.young().with_age().first()
        if found and not found.idle:
            self._due = found.due
            return found
        self.was_idle = bool(found)
        self._session_key = None
        return None

    def note_activity(self):
        """Its reader did something, and stays logged in for another 15 minutes."""
        if self._due:
            self.rows.note_activity()

    def save(self, must_create=False):
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)
        kept = {"session_data": self.encode(data), "staff_id": data.get(SESSION_KEY)}
        kept["expire_date"] = self.get_expiry_date()
        if not must_create:
            if not self.rows.update(**kept):
                raise UpdateError
            return None
        try:
            with transaction.atomic():
                StaffSession.objects.create(session_key=self.session_key, **kept)
        except IntegrityError as taken:
            raise CreateError from taken
        return None

    @classmethod
    def clear_expired(cls):
        StaffSession.objects.exclude(pk__in=StaffSession.objects.young().values("pk")).delete()
