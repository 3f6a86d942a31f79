"""``python -m portal.embedded NAME [--careless] -- COMMAND``: run a command among the servers."""

import argparse
import subprocess
import sys

from . import children
from .farewell import until_told
from .servers import running
from .trouble import Trouble


def main():
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    parser.add_argument("name", help="whose data to use: run, test, …")
    parser.add_argument("--careless", action="store_true", help="for data nobody will miss")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    with until_told(), running(options.name, durable=not options.careless) as (environment, _):
        command = subprocess.Popen(
            options.command, env=environment, preexec_fn=children.tied_to_this_process()
        )
        try:
            return command.wait()
        finally:
            # Ctrl-C reached the command too; give it time to say its last words.
            children.end(command, patience=10)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"{trouble}")
