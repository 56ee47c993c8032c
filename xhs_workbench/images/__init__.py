"""Local pictures in, small thumbnails and plain measurements out; nothing else of the file is passed on."""

from xhs_workbench.images.gallery import Gallery, read_pictures, unlike_pictures
from xhs_workbench.images.measures import Colour, lab_of, measure, palette
from xhs_workbench.images.reading import Picture, read_picture

__all__ = [
    "Colour",
    "Gallery",
    "Picture",
    "lab_of",
    "measure",
    "palette",
    "read_picture",
    "read_pictures",
    "unlike_pictures",
]
