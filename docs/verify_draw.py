"""Compute a draw anew: ``python verify_draw.py FILE [RECEIPT]``. The format is in draw.md."""

import sys
from hashlib import sha256
from pathlib import Path

top, _, rest = Path(sys.argv[1]).read_text(encoding="utf-8").partition("\n\n")
said = dict(line.split(": ", 1) for line in top.splitlines()[1:])
order = [bytes.fromhex(receipt) for receipt in rest.split()]
secret, digest, value = (bytes.fromhex(said[name]) for name in ("secret", "digest", "value"))
seed = sha256(secret + digest + value).digest()
by_lot = sorted(order, key=lambda receipt: (sha256(seed + receipt).digest(), receipt))
right = {
    "list": sha256(b"".join(sorted(order))).digest() == digest and len(set(order)) == len(order),
    "secret": said["void"] == "no secret" or sha256(secret).hexdigest() == said["commitment"],
    "order": order == (sorted(order) if said["void"] else by_lot),
}
for mine in sys.argv[2:]:
    print("your place:", order.index(bytes.fromhex(mine)) + 1, "of", len(order))
print(right, "void: " + said["void"] if said["void"] else "lots were drawn")
sys.exit(not all(right.values()))
