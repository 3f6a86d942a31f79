"""The secrets of a demo, made once and kept beside its data: without them it could not be read."""

import base64
import json
import os
import secrets


def keys(folder):
    path = folder / "keys.json"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(new_keys(), file, indent=1)
        unfinished.rename(path)
    return json.loads(path.read_text())


def new_keys():
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PERSONAL_DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "IDENTIFIER_PEPPERS": secrets.token_urlsafe(32),
        "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
    }
