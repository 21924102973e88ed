"""Fields that do not go together are refused."""

import pytest

from attnbench.errors import WrongUse
from attnbench.tasks.classification.fields import ClassificationFields


def test_padding_needs_a_padded_crop() -> None:
    ClassificationFields(crop="padded", crop_padding=2)
    with pytest.raises(WrongUse, match=r"recipe.crop and crop_padding do not go together \(got no"):
        ClassificationFields(crop_padding=2)
    with pytest.raises(WrongUse, match=r"recipe.crop and crop_padding do not .*got padded and"):
        ClassificationFields(crop="padded")
