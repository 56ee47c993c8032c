"""Local pictures in, small thumbnails and plain measurements out; nothing else of the file is passed on."""

from xhs_workbench.images.beside_pixels import beside_pixels
from xhs_workbench.images.gallery import Gallery, read_pictures, unlike_pictures
from xhs_workbench.images.matching import cover_name_findings, covers_of_notes, name_beginnings
from xhs_workbench.images.measures import Colour, lab_of, measure, palette
from xhs_workbench.images.reading import Picture, read_picture

__all__ = [
    "Colour",
    "Gallery",
    "Picture",
    "beside_pixels",
    "cover_name_findings",
    "covers_of_notes",
    "lab_of",
    "measure",
    "name_beginnings",
    "palette",
    "read_picture",
    "read_pictures",
    "unlike_pictures",
]
