"""``python -m portal.demo_app``: what the authenticator app of the demo's staff shows.

They all have the same key, as known as their passwords, so that it can be told
without asking the running demo. Both exist only where ``load_demo`` may run.
"""

import time

from django_otp.oath import TOTP

KEY = b"a demo has no secret".hex()


def main():
    app = TOTP(bytes.fromhex(KEY))
    print(f"{app.token():06}, for another {30 - int(time.time()) % 30} seconds")


if __name__ == "__main__":
    main()
