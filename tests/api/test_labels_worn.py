"""Labels are read after rain and rubbing, by cheap cameras: worn copies decode at least 18 times of 20."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from api.labels import Dpi, Label, Size
from api.labels.png import render_png
from tests.api.label_examples import DPIS, LONGEST, LOT, PALLET, SAMPLE, expected, picture, read

COPIES = 20
WELL_READ = 18


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", ["60x40", "100x150"])
@pytest.mark.parametrize("label", [LOT, LONGEST, SAMPLE], ids=["lot", "longest", "sample"])
def test_worn_copies_of_a_label_are_read(label: Label, size: Size, dpi: Dpi):
    assert _times_read(label, size, dpi) >= WELL_READ


@pytest.mark.parametrize("dpi", DPIS)
def test_worn_copies_of_a_pallet_label_are_read_in_both_codes(dpi: Dpi):
    assert _times_read(PALLET, "100x150", dpi) >= WELL_READ


def _times_read(label: Label, size: Size, dpi: Dpi) -> int:
    printed = picture(render_png(label, size, dpi))
    return sum(read(_worn(printed, dpi, seed)) == expected(label) for seed in range(COPIES))


def _worn(printed: Image.Image, dpi: Dpi, seed: int) -> Image.Image:
    """Two streaks of 0.25 mm where the print head is dead, then a small (55 %), blurred and noisy photograph."""
    chance = np.random.default_rng(seed)
    dots = np.array(printed)
    streak = round(dpi / 100)
    for left in chance.integers(0, dots.shape[1] - streak, size=2):
        dots[:, left : left + streak] = 255
    small = Image.fromarray(dots).resize(
        (printed.width * 55 // 100, printed.height * 55 // 100), Image.Resampling.BILINEAR
    )
    blurred = np.asarray(small.filter(ImageFilter.GaussianBlur(1.0)), dtype=float)
    return Image.fromarray((blurred + chance.normal(0, 15, blurred.shape)).clip(0, 255).astype(np.uint8))
