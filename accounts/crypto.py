"""Encryption at rest for names, phones and whatever else a dump must not show."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.signals import setting_changed
from django.db import models
from django.db.models.query_utils import DeferredAttribute


@cache
def box():
    """The keys in force: the first encrypts, all decrypt, ``rotate`` rewrites under the first."""
    return MultiFernet([Fernet(key) for key in settings.PERSONAL_DATA_KEYS])


def _forget_keys(*, setting, **kwargs):
    if setting == "PERSONAL_DATA_KEYS":
        box.cache_clear()


setting_changed.connect(_forget_keys)


def sealed(text):
    """Text as a statement without the field writes it, which ``opened`` reads."""
    return box().encrypt(text.encode())


def opened(kept):
    """Text that was read without its field, or None where no key in force opens it."""
    try:
        return box().decrypt(bytes(kept)).decode()
    except InvalidToken:
        return None


class Sealed(bytes):
    """Text as it is kept: what ``values()`` of a query gives, and an instance until it is asked."""


class Opened(DeferredAttribute):
    """Opens a text when somebody asks for it: most rows are read for all else that they say."""

    def __get__(self, instance, cls=None):
        name = self.field.attname
        if instance is None or name not in instance.__dict__:
            return super().__get__(instance, cls)
        kept = instance.__dict__[name]
        if isinstance(kept, Sealed):
            kept = instance.__dict__[name] = box().decrypt(kept).decode()
        return kept

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.BinaryField):
    """Text that is unreadable in the database. It cannot be searched, sorted or compared there."""

    descriptor_class = Opened

    def get_prep_value(self, value):
        return None if value is None else sealed(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def to_python(self, value):
        return value

    def value_to_string(self, obj):
        raise TypeError("Encrypted fields are not serialised.")
