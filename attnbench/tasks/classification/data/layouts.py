"""What a folder of images of classes holds."""

FOLDER = "a data set holds train/CLASS/IMAGE and test/CLASS/IMAGE, or val for test"
