"""What folders of images with boxes hold, and the size of images."""

SIDE = 640
"""Side to which image files are resized if the recipe does not say otherwise."""
COCO = (
    "a data set holds annotations/instances_train*.json and annotations/instances_val*.json, "
    "or val.json, and the images in images/SPLIT, in SPLIT or beside annotations; or train and "
    "valid, each with images and _annotations.coco.json"
)
YOLO = (
    "a data set holds data.yaml with train, val and names, and for images/IMAGE.jpg its boxes in "
    "labels/IMAGE.txt, a line each: class, centre x, centre y, width, height as shares"
)
VOC = (
    "a data set holds JPEGImages, Annotations and ImageSets/Main/train.txt and val.txt, or "
    "trainval.txt and test.txt; or train and valid, each with IMAGE.jpg and IMAGE.xml"
)
VISDRONE = (
    "a data set holds a folder *train* and a folder *val*, or *test*, each with IMAGE.jpg in "
    "images and IMAGE.txt in annotations"
)
