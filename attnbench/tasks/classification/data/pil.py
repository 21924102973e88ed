"""What happens to one image on its way to the network, by Pillow: RGB image -> (3, S, S) uint8."""

from collections.abc import Callable

from PIL import Image
from timm.data import create_transform
from torch import Tensor
from torchvision import transforms

from attnbench.plan.recipe import Recipe
from attnbench.tasks.classification.data.augmentation.crop import PADDING_MODES
from attnbench.tasks.classification.fields import ClassificationFields

Transform = Callable[[Image.Image], Tensor]


def training_transform(recipe: Recipe, side: int) -> Transform:
    """Crop, flip, then RandAugment (torchvision's, whose magnitudes are 0 to 30)."""
    fields = recipe.task_fields(ClassificationFields)
    steps = [*_crops(fields, side), transforms.RandomHorizontalFlip(recipe.flip)]
    if fields.rand_augment_ops:
        steps.append(transforms.RandAugment(fields.rand_augment_ops, fields.rand_augment_magnitude))
    return transforms.Compose([*steps, transforms.PILToTensor()])


def evaluation_transform(recipe: Recipe, side: int) -> Transform:
    """The middle: 7/8 of the shorter side where training crops at random sizes, else all of it."""
    if recipe.task_fields(ClassificationFields).crop == "resized":
        return create_transform(side, is_training=False, use_prefetcher=True)
    return middle_transform(side)


def middle_transform(side: int) -> Transform:
    """The whole shorter side and the middle of the longer one."""
    return transforms.Compose([*_middle(side), transforms.PILToTensor()])


def _crops(fields: ClassificationFields, side: int) -> list[Callable[[Image.Image], Image.Image]]:
    if fields.crop == "resized":
        crop, _, _ = create_transform(
            side, is_training=True, hflip=0, color_jitter=None, use_prefetcher=True, separate=True
        )
        return [crop]
    if fields.crop == "padded":
        mode = PADDING_MODES[fields.padding]
        pad = transforms.RandomCrop(side, padding=fields.crop_padding, padding_mode=mode)
        return [*_middle(side), pad]
    return _middle(side)


def _middle(side: int) -> list[Callable[[Image.Image], Image.Image]]:
    """The shorter side resized to the network's, and the longer one cropped."""
    return [transforms.Resize(side), transforms.CenterCrop(side)]
