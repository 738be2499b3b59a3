"""Knows how a PNG, JPEG or TIFF becomes pages of pixels, whatever its colours; refuses to know what they show."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from documents.limits import Limits
from errors import DamagedDocument, TooComplexDocument

PAGE_PIXELS = 8_000_000
"""A4 at 290 dots per inch: a larger page is made smaller, since it is read no better and takes longer."""

_A4 = 595.0, 842.0
_KIND_OF_FRAME, _THUMBNAIL = 254, 1
_DEEP = ("I", "F")


class Frames:
    """The pages of a picture file, decoded one after the other as they are asked for.

    Attributes:
        count: Pages in the file; thumbnails and the moving parts of photographs are none.
        media_type: What the file says it is.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open the file without decoding it.

        Raises:
            DamagedDocument: It cannot be opened.
        """
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None  # our own cap comes first, and says so in our own words
        self._limits = limits
        with _damage_told():
            self._file: Any = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
            self._numbers = self._pages()
        self.count = len(self._numbers)
        self.media_type = self._file.get_format_mimetype() or "image/*"

    def __iter__(self) -> Iterator[tuple[Any, float]]:
        """Yield pixels (height, width, 3), blue first, and points per pixel of each page.

        Raises:
            TooComplexDocument: A page has too many pixels.
            DamagedDocument: It cannot be decoded.
        """
        for number in self._numbers:
            with _damage_told():
                self._file.seek(number)
                picture = self._decoded()
            yield picture, _points_per_pixel(*picture.shape[1::-1])

    def _pages(self) -> list[int]:
        if self._file.format != "TIFF":
            return [0]
        return [number for number in range(self._file.n_frames) if number == 0 or not self._is_thumbnail(number)]

    def _is_thumbnail(self, number: int) -> bool:
        self._file.seek(number)
        return bool(int(self._file.tag_v2.get(_KIND_OF_FRAME, 0)) & _THUMBNAIL)

    def _decoded(self) -> Any:
        import numpy
        from PIL import ImageOps

        width, height = self._file.size
        if width * height > self._limits.ocr_pixels:
            raise TooComplexDocument("The picture has too many pixels; scan it at 200 to 300 dots per inch.")
        scale = min(1.0, math.sqrt(PAGE_PIXELS / (width * height)))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        self._file.draft(None, size)  # a JPEG comes out at a half or a quarter for less work
        picture = _coloured(self._file)
        if scale < 1:
            picture = picture.resize(size, reducing_gap=2.0)
        return numpy.ascontiguousarray(numpy.asarray(ImageOps.exif_transpose(picture))[:, :, ::-1])


def _coloured(picture: Any) -> Any:
    """Return the picture in red, green and blue, on white where it is transparent."""
    from PIL import Image

    if picture.mode.startswith(_DEEP):
        picture = _shallow(picture)
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        picture.info["exif"] = clear.info.get("exif", b"")
    return picture.convert("RGB")


def _shallow(picture: Any) -> Any:
    """Return grey in 256 steps, from the darkest value that occurs to the brightest; there may be 65,536 or more."""
    import numpy
    from PIL import Image

    values = numpy.nan_to_num(numpy.asarray(picture, dtype=numpy.float32))
    low, high = float(values.min()), float(values.max())
    grey = Image.fromarray(((values - low) * (255 / max(1.0, high - low))).astype(numpy.uint8))
    grey.info = picture.info
    return grey


def _points_per_pixel(width: int, height: int) -> float:
    """Return what makes the picture as wide as A4, upright or on its side: photographs have no size in points."""
    return _A4[0] / max(1, width) if height >= width else _A4[1] / max(1, width)


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as exc:
        raise DamagedDocument("The picture is damaged; save it again and send that.") from exc
