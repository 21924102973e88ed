"""What folders of images with masks hold, and the size of images."""

LARGEST_SIDE = 512
"""Shorter side of what the network gets if neither the recipe nor small images say otherwise."""
ADE20K = (
    "a data set is that of the 2016 challenge: images/training, images/validation, "
    "annotations/training and annotations/validation, or these in ADEChallengeData2016"
)
CITYSCAPES = (
    "a data set holds leftImg8bit/train/CITY/*_leftImg8bit.png and "
    "gtFine/train/CITY/*_gtFine_labelTrainIds.png, or *_gtFine_labelIds.png, and the same of val"
)
VOC = (
    "a data set holds JPEGImages, SegmentationClass and ImageSets/Segmentation/train.txt and "
    "val.txt, or these in VOC2012 or VOCdevkit/VOC2012; for more training images also "
    "SegmentationClassAug and train_aug.txt"
)
CAMVID = (
    "a data set holds the folders train, trainannot, test and testannot, or these in CamVid; or "
    "images/train, masks/train, images/test and masks/test"
)
MASKS = (
    "a data set holds images/train, masks/train, images/val and masks/val, or train/images, "
    "train/masks, val/images and val/masks, where test may stand for val; the mask of IMAGE.jpg is "
    "IMAGE.png; classes.txt may name the classes, one a line"
)
