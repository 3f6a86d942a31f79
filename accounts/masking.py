"""Enough of a name or a phone to recognise it, not enough to learn it."""


def masked_name(name):
    """``홍길동`` as ``홍*동``, ``Jane Doe`` as ``J******e``."""
    if len(name) < 3:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_phone(phone):
    """The last two digits, as in ``*********78``."""
    return "*" * (len(phone) - 2) + phone[-2:]
