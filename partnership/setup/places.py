"""Where things are, before any settings can be read."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOCK = PROJECT / "requirements.lock"
NODE_MODULES = PROJECT / "node_modules"
BUILT = PROJECT / "static" / "built"
FRONT_END = PROJECT / "partnership" / "front_end"
