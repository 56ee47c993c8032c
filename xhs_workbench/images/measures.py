"""Measurements of a picture, without judging it: colours, light, contrast, and clutter.

All values are based on the CIE 1976 L*a*b* values of sRGB pixels (IEC 61966-2-1, white point D65), in which a
numerical difference corresponds to a visible difference.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WHITE = np.array([0.95047, 1.0, 1.08883])
"""D65, 2° observer."""
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
EDGE = 5.0
"""A pixel is an edge if L* changes by more than this from one pixel to the next; our own setting."""
SAME_COLOUR = 8.0
"""Palette colours closer than this in L*a*b* are merged; our own setting (about 2.3 is just visible, Mahy
1994)."""
ROUNDS = 25


class Colour(NamedTuple):
    """One colour of a palette: `#rrggbb`, and the share of the picture (0-1) it covers."""

    hex: str
    share: float


def _linear(rgb: NDArray[Any]) -> Floats:
    value = np.asarray(rgb, dtype=np.float64) / 255
    return np.asarray(np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4))


_LINEAR = _linear(np.arange(256))
"""A picture has no other values than these: a look-up in place of a power for each of its pixels."""


def lab_of(rgb: NDArray[np.uint8] | Floats) -> Floats:
    """Return CIE L*a*b* of sRGB values 0-255; the last axis holds the three channels.

    Source: IEC 61966-2-1 for sRGB, CIE 15 for L*a*b*.

    >>> lab_of(np.array([[255, 0, 0], [255, 255, 255]])).round(1).tolist()[0]
    [53.2, 80.1, 67.2]
    """
    given = np.asarray(rgb)
    ratio = (_LINEAR[given] if given.dtype == np.uint8 else _linear(given)) @ TO_XYZ.T / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def measure(pixels: NDArray[np.uint8]) -> dict[str, float]:
    """Measure one picture.

    Args:
        pixels: sRGB, shape (rows, columns, 3).

    Returns:
        `brightness`: mean L* / 100, 0 black to 1 white.
        `contrast`: standard deviation of L* / 100 (root-mean-square contrast: E. Peli, J. Opt. Soc. Am. A 7
            (1990)).
        `saturation`: mean of HSV's (max - min) / max, 0 grey to 1 pure (A. R. Smith, SIGGRAPH 1978).
        `warmth`: mean b* / 100: above 0 yellowish, below 0 bluish, 0 neutral.
        `clutter`: edge density: the share of pixels whose L* gradient (Sobel, per pixel) is above `EDGE`.
            Edge density
        correlates with how cluttered people find a picture (R. Rosenholtz, Y. Li and L. Nakano, Journal of
        Vision 7 (2007)).
    """
    lab = lab_of(pixels)
    light = lab[..., 0]
    top = pixels.max(axis=-1).astype(np.float64)
    spread = top - pixels.min(axis=-1)
    return {
        "brightness": float(light.mean() / 100),
        "contrast": float(light.std() / 100),
        "saturation": float(np.divide(spread, top, out=np.zeros_like(top), where=top > 0).mean()),
        "warmth": float(lab[..., 2].mean() / 100),
        "clutter": float((_gradient(light) > EDGE).mean()),
    }


def _gradient(light: Floats) -> Floats:
    """Return the length of Sobel's gradient in L* per pixel (weights 1, 2, 1 over 8)."""
    p = np.pad(light, 1, mode="edge")
    rows, columns = light.shape

    def at(row: int, column: int) -> Floats:
        return p[1 + row : 1 + row + rows, 1 + column : 1 + column + columns]

    across = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1)
    down = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1)
    return np.hypot(across, down) / 8


def palette(pixels: NDArray[np.uint8], most: int = 5) -> tuple[Colour, ...]:
    """Return the dominant colours with their shares, largest first; the shares add up to 1.

    Pixels are grouped in 32³ cells. The cells are cut at the mean of their widest L*a*b* axis (P. Heckbert's
    median cut, SIGGRAPH 1982, with the mean in place of the median), and the boxes are refined by weighted
    k-means. Nothing is random: the same pixels give the same palette. Colours that look the same are merged,
    so there may be fewer than `most`.

    Args:
        pixels: sRGB, any shape ending in 3.
        most: Maximum number of colours, 1 to 16.
    """
    colours, weights = _cells(pixels.reshape(-1, 3))
    lab = lab_of(colours)
    owner = _refine(lab, weights, _boxes(lab, weights, max(1, min(most, 16))))
    owner = _join(lab, weights, owner)
    total = weights.sum()
    found = []
    for number in np.unique(owner):
        inside = owner == number
        share = weights[inside].sum() / total
        mean = np.average(colours[inside], axis=0, weights=weights[inside])
        found.append(Colour("#" + "".join(f"{round(float(v)):02x}" for v in mean), float(share)))
    return tuple(sorted(found, key=lambda colour: (-colour.share, colour.hex)))


def _cells(flat: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Group pixels in 32 x 32 x 32 cells: the mean colour and number of pixels of each cell that is not empty."""
    wide = flat.astype(np.int64) >> 3
    key = (wide[:, 0] << 10) | (wide[:, 1] << 5) | wide[:, 2]
    counts = np.bincount(key)
    there = np.flatnonzero(counts)
    sums = np.stack([np.bincount(key, weights=flat[:, i])[there] for i in range(3)], axis=1)
    return sums / counts[there, None], counts[there].astype(np.float64)


def _boxes(lab: Floats, weights: Floats, most: int) -> NDArray[np.int64]:
    """Repeatedly cut the box with the most spread; a box of one colour is not cut."""
    owner = np.zeros(len(lab), dtype=np.int64)
    for fresh in range(1, most):
        spread = [_spread(lab[owner == box], weights[owner == box]) for box in range(fresh)]
        box = int(np.argmax([total for total, _, _ in spread]))
        total, axis, middle = spread[box]
        if total <= 1e-9:
            break
        owner[(owner == box) & (lab[:, axis] > middle)] = fresh
    return owner


def _spread(lab: Floats, weights: Floats) -> tuple[float, int, float]:
    """Return a box's summed squares, its widest axis, and the mean along it."""
    mean = np.average(lab, axis=0, weights=weights)
    squares = (weights[:, None] * (lab - mean) ** 2).sum(axis=0)
    axis = int(np.argmax(squares))
    return float(squares.sum()), axis, float(mean[axis])


def _refine(lab: Floats, weights: Floats, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Move cells to their nearest centre until none moves (Lloyd's k-means, weighted)."""
    for _ in range(ROUNDS):
        centres = _centres(lab, weights, owner)
        nearest = ((centres**2).sum(axis=1) - 2 * lab @ centres.T).argmin(axis=1)
        if np.array_equal(nearest, owner):
            break
        owner = np.unique(nearest, return_inverse=True)[1]
    return owner


def _centres(lab: Floats, weights: Floats, owner: NDArray[np.int64]) -> Floats:
    """Return the weighted mean of each owner's cells; owners are numbered from 0 without gaps."""
    total = np.bincount(owner, weights=weights)
    return np.stack([np.bincount(owner, weights=weights * lab[:, axis]) / total for axis in range(3)], axis=1)


def _join(lab: Floats, weights: Floats, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Merge the two nearest colours as long as they are closer than `SAME_COLOUR`."""
    while True:
        centres = _centres(lab, weights, owner)
        apart = np.linalg.norm(centres[:, None, :] - centres[None, :, :], axis=2)
        np.fill_diagonal(apart, np.inf)
        if len(centres) < 2 or apart.min() >= SAME_COLOUR:
            return owner
        one, other = sorted(np.unravel_index(int(apart.argmin()), apart.shape))
        owner = np.unique(np.where(owner == other, one, owner), return_inverse=True)[1]
