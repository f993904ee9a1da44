"""Pictures: decoded, and drawn anew, so that nothing but what one sees is kept; not where and by whom it was taken."""

import os
import warnings
from typing import IO, Any

from PIL import Image, ImageOps

from meetings.papers.checking_child.hostile import Hostile

MOST_PIXELS = 40_000_000
QUALITY = 90
MODES = {"PNG": ("1", "L", "LA", "RGB", "RGBA"), "JPEG": ("L", "RGB")}
"""How each kind is written; other modes are turned into the last of them."""


def check_picture(file: IO[bytes], redraw_to: int) -> dict[str, Any]:
    """Which of the two it is; the new picture stands in `redraw_to`. Raises Hostile."""
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and has a sentence of its own
    with Image.open(file, formats=list(MODES)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Hostile("pixels")
        kind = str(picture.format)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    modes = MODES[kind]
    drawn = upright if upright.mode in modes else upright.convert(modes[-1])
    new = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    with os.fdopen(os.dup(redraw_to), "wb") as out:
        new.save(out, kind, **({"quality": QUALITY} if kind == "JPEG" else {"optimize": False}))
    return {"kind": {"PNG": "png", "JPEG": "jpg"}[kind], "pages": None}
