"""Start Palier on this machine: `python3 run.py` (see `python3 run.py --help`)."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must get a sentence, not a trace
    print("palier: Python 3.11 or later is needed; this is %d.%d." % sys.version_info[:2], file=sys.stderr)  # noqa: UP031
    sys.exit(1)

from launcher.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
