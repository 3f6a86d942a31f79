"""Which register a file comes from."""

from . import centres, files, register

FORMATS = (register, centres)


def recognise(path, header):
    """The reader whose columns the header has most of."""

    def known(reader):
        renamed = getattr(reader, "RENAMED", {})
        return len({renamed.get(name, name) for name in header} & set(reader.WANTED))

    best = max(FORMATS, key=known)
    if known(best) < 3:
        raise files.Unreadable(
            f"{path} is neither the LOCALDATA register nor the list of vaccination centres."
        )
    return best
