"""The commands behind the Makefile: ``python3 -m partnership.setup COMMAND``."""

import sys

if sys.version_info < (3, 11):
    sys.exit("The portal needs Python 3.11 or later: install it and run `make PYTHON=python3.11 run`.")

from partnership.setup import commands

if __name__ == "__main__":
    sys.exit(commands.main(sys.argv[1:]))
