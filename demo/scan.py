"""Knows how a sheet looks after an office scanner; refuses to know what is written on it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pymupdf
from PIL import Image

_DPI = 160
_TILT_DEGREES = 0.7
_NOISE = 9.0
_SEED = 19


def scanned(pdf: bytes) -> bytes:
    """The same pages as slightly tilted, noisy grey images without a text layer."""
    noise = np.random.default_rng(_SEED)
    opened: Any = pymupdf.open  # the library leaves its constructor without types
    with opened(stream=pdf, filetype="pdf") as source, opened() as target:
        for page in source:
            sheet = target.new_page(width=page.rect.width, height=page.rect.height)
            sheet.insert_image(sheet.rect, stream=_photographed(page.get_pixmap(dpi=_DPI, colorspace="gray"), noise))
        return bytes(target.tobytes(garbage=3, deflate=True, no_new_id=True))


def _photographed(pixmap: pymupdf.Pixmap, noise: np.random.Generator) -> bytes:
    image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
    tilted = image.rotate(_TILT_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=250)
    grey = np.asarray(tilted, dtype=np.float64) * 0.93 + 10
    grey += noise.normal(0.0, _NOISE, grey.shape)
    jpeg = io.BytesIO()
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(jpeg, "JPEG", quality=55)
    return jpeg.getvalue()
