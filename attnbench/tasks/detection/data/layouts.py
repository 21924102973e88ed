"""What folders of images with boxes hold, and the size of images."""

SIDE = 640
"""Side to which image files are resized if the recipe does not say otherwise."""
COCO = (
    "a data set holds annotations/instances_train*.json and annotations/instances_val*.json, "
    "or test for val, and the images in images/SPLIT, in SPLIT or beside annotations"
)
VISDRONE = (
    "a data set holds a folder *train* and a folder *val*, or *test*, each with IMAGE.jpg in "
    "images and IMAGE.txt in annotations"
)
