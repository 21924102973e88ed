"""The classes of published data sets, in the order of their indices."""

CAMVID = (
    *("sky", "building", "pole", "road", "pavement", "tree"),
    *("sign", "fence", "car", "pedestrian", "bicyclist"),
)

VOC = (
    *("background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair"),
    *("cow", "dining table", "dog", "horse", "motorbike", "person", "potted plant", "sheep"),
    *("sofa", "train", "tv/monitor"),
)

CITYSCAPES = (
    *("road", "sidewalk", "building", "wall", "fence", "pole", "traffic light", "traffic sign"),
    *("vegetation", "terrain", "sky", "person", "rider", "car", "truck", "bus", "train"),
    *("motorcycle", "bicycle"),
)
CITYSCAPES_IDS = (7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33)
"""What `*_labelIds.png` has for each of these classes; the other ids are not evaluated."""
CITYSCAPES_ID_COUNT = 34
