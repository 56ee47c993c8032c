"""Pictures made here with known colours and light, and pictures that must not be opened."""

import base64
import io
import os
import struct
import zlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from xhs_workbench import images
from xhs_workbench.errors import InputMissingError, IntakeError

RED, WHITE, BLACK, BLUE = (255, 0, 0), (255, 255, 255), (0, 0, 0), (0, 0, 255)


def stripes(*parts, height=40):
    """Vertical stripes: (colour, columns) left to right."""
    return np.concatenate([np.full((height, n, 3), colour, dtype=np.uint8) for colour, n in parts], axis=1)


def written(path, pixels, kind="PNG", **more):
    Image.fromarray(pixels).save(path, kind, **more)
    return path


def decoded(uri):
    head, _, body = uri.partition(",")
    assert head == "data:image/jpeg;base64"
    raw = base64.b64decode(body, validate=True)
    return raw, Image.open(io.BytesIO(raw))


@pytest.mark.parametrize(
    ("rgb", "lab"),
    # CIE values of the sRGB primaries as published with the standard's matrices (D65).
    [
        (RED, (53.24, 80.09, 67.20)),
        (BLUE, (32.30, 79.19, -107.86)),
        (WHITE, (100, 0, 0)),
        (BLACK, (0, 0, 0)),
        ((119, 119, 119), (50.03, 0, 0)),
    ],
)
def test_lab_of_known_colours(rgb, lab):
    assert images.lab_of(np.array(rgb)) == pytest.approx(lab, abs=0.02)


def test_a_palette_known_by_hand():
    # 50, 30 and 20 of 100 columns.
    found = images.palette(stripes((RED, 50), (WHITE, 30), (BLUE, 20)))
    assert [(c.hex, round(c.share, 9)) for c in found] == [
        ("#ff0000", 0.5),
        ("#ffffff", 0.3),
        ("#0000ff", 0.2),
    ]


def test_colours_one_would_call_the_same_are_one():
    found = images.palette(stripes(((200, 100, 100), 50), ((203, 101, 99), 50), (BLACK, 100)))
    assert len(found) == 2
    assert [c.share for c in found] == pytest.approx([0.5, 0.5])


@given(seed=st.integers(0, 10_000), most=st.integers(1, 8))
def test_palettes_add_up_and_do_not_depend_on_where_pixels_stand(seed, most):
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (12, 17, 3)).astype(np.uint8)
    found = images.palette(pixels, most)
    assert 1 <= len(found) <= most
    assert sum(c.share for c in found) == pytest.approx(1)
    assert images.palette(rng.permutation(pixels.reshape(-1, 3)), most) == found


def test_light_contrast_saturation_warmth_and_clutter_by_hand():
    half = images.measure(stripes((BLACK, 50), (WHITE, 50)))
    # L* is 0 in one half and 100 in the other: mean .5, deviation .5. The step is seen from the column on
    # either side.
    assert half == pytest.approx(
        {"brightness": 0.5, "contrast": 0.5, "saturation": 0, "warmth": 0, "clutter": 2 / 100}, abs=1e-4
    )
    flat = images.measure(stripes((RED, 30)))
    assert flat == pytest.approx(
        {"brightness": 0.5324, "contrast": 0, "saturation": 1, "warmth": 0.672, "clutter": 0}, abs=1e-4
    )
    assert images.measure(stripes((BLUE, 30)))["warmth"] == pytest.approx(-1.0786, abs=1e-4)
    # One edge every 4 columns, each seen from both sides: two of four columns.
    busy = images.measure(stripes(*[(BLACK, 4), (WHITE, 4)] * 10))
    assert busy["clutter"] == pytest.approx(2 * 19 / 80)


def test_a_thumbnail_is_small_whole_and_says_nothing_of_the_camera(tmp_path):
    rng = np.random.default_rng(3)
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "secret place", 6
    exif.get_ifd(0x8825)[1] = "N"
    path = tmp_path / "camera.jpg"
    written(
        path,
        rng.integers(0, 256, (900, 1600, 3)).astype(np.uint8),
        "JPEG",
        exif=exif,
        comment=b"secret words",
    )
    assert b"secret" in path.read_bytes()
    found = images.read_picture(path, most_bytes=9_000)
    raw, thumbnail = decoded(found.thumbnail)
    assert len(raw) <= 9_000
    assert (found.width, found.height) == (900, 1600)  # turned by its orientation
    assert thumbnail.size[0] < thumbnail.size[1] <= 320
    assert b"secret" not in raw
    assert b"Exif" not in raw
    assert not thumbnail.getexif()
    assert set(thumbnail.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert found.pixels.shape == (256, 144, 3)


def test_clear_pixels_stand_on_white_and_sixteen_bits_keep_their_light(tmp_path):
    clear = np.zeros((32, 32, 4), dtype=np.uint8)
    Image.fromarray(clear).save(tmp_path / "clear.png")
    assert images.read_picture(tmp_path / "clear.png").pixels.min() == 255
    Image.fromarray(np.full((32, 32), 0x7777, dtype=np.uint16)).save(tmp_path / "deep.png")
    assert set(np.unique(images.read_picture(tmp_path / "deep.png").pixels)) == {0x77}


def png_of_size(width, height):
    """A PNG that claims this size and holds almost nothing."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


def good_jpeg():
    out = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (300, 300, 3)).astype(np.uint8)).save(
        out, "JPEG"
    )
    return out.getvalue()


def gif():
    out = io.BytesIO()
    Image.new("P", (64, 64)).save(out, "GIF")
    return out.getvalue()


HOSTILE = {
    "bomb.png": (png_of_size(60_000, 60_000), "XHS-I004"),
    "within_pillows_own_limit.png": (png_of_size(8_000, 8_000), "XHS-I004"),
    "ribbon.png": (png_of_size(30_000, 20), "XHS-I004"),
    "dot.png": (png_of_size(1, 1), "XHS-I004"),
    "no_pixels.png": (png_of_size(100, 100), "XHS-I005"),
    "cut.jpg": (good_jpeg()[:20_000], "XHS-I005"),
    "head_only.jpg": (b"\xff\xd8\xff\xe0", "XHS-I005"),
    "empty.jpg": (b"", "XHS-I003"),
    "text.png": (b"<svg onload=alert(1)>", "XHS-I003"),
    "page.jpg": (b"<html><script>alert(1)</script>", "XHS-I003"),
    "animation.png": (gif(), "XHS-I003"),
    "script.webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 \xff\xff\xff\xff", "XHS-I005"),
    "postscript.jpg": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "XHS-I003"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_in_an_analysts_words(tmp_path, name):
    raw, code = HOSTILE[name]
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(IntakeError) as caught:
        images.read_picture(tmp_path / name)
    problem = caught.value.problems[0]
    assert (problem.file, problem.code) == (name, code)
    assert problem.fix_en
    assert problem.zh
    assert str(tmp_path) not in str(caught.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 20_000),
    flips=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), max_size=6),
)
def test_a_broken_jpeg_is_read_or_refused_and_nothing_else(tmp_path, cut, flips):
    raw = bytearray(good_jpeg())
    for place, value in flips:
        raw[place % len(raw)] = value
    path = tmp_path / "flipped.jpg"
    path.write_bytes(bytes(raw[: len(raw) - cut % len(raw)]))
    try:
        found = images.read_picture(path)
    except IntakeError:
        return
    assert len(decoded(found.thumbnail)[0]) <= 20_000


def test_links_pipes_and_folders_are_not_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "outside.png"
    inside.mkdir()
    written(outside, stripes((RED, 40)))
    written(inside / "good.png", stripes((BLUE, 40)))
    (inside / "link.png").symlink_to(outside)
    (inside / "deeper").mkdir()
    written(inside / "deeper" / "x.png", stripes((RED, 40)))
    os.mkfifo(inside / "pipe.png")
    (inside / "README.md").write_text("about")
    found = images.read_pictures([inside])
    assert found.table["file"].to_list() == ["good.png"]
    assert {(p.file, p.code) for p in found.refused} == {("link.png", "XHS-I001"), ("pipe.png", "XHS-I001")}
    assert found.findings[0].n == 2
    with pytest.raises(IntakeError, match="link"):
        images.read_picture(inside / "link.png")
    with pytest.raises(InputMissingError):
        images.read_pictures([tmp_path / "nowhere"])


def test_a_files_name_is_only_ever_words(tmp_path):
    name = "<img src=x onerror=alert(1)>\n\u202egpj.png"
    written(tmp_path / name, stripes((RED, 40)))
    found = images.read_pictures([tmp_path])
    assert found.table["file"].to_list() == ["<img src=x onerror=alert(1)>??gpj.png"]
    assert images.read_pictures([]).table.is_empty()


def test_a_folder_comes_in_the_order_of_names_and_a_file_once(tmp_path):
    for name in ("b.png", "a.png", "c.webp"):
        written(tmp_path / name, stripes((RED, 40)), "WEBP" if name.endswith("webp") else "PNG")
    found = images.read_pictures([tmp_path / "b.png", tmp_path])
    assert found.table["file"].to_list() == ["b.png", "a.png", "c.webp"]
    assert found.table["palette"][0].to_list() == [{"hex": "#ff0000", "share": 1.0}]


def test_pictures_that_are_only_shown_are_not_measured(tmp_path):
    written(tmp_path / "a.png", stripes((RED, 40)))
    (shown,) = images.read_pictures([tmp_path], measured=False).table.rows(named=True)
    assert shown["width"] == 40
    assert shown["thumbnail"].startswith("data:image/jpeg;base64,")
    assert shown["palette"] is None
    assert shown["brightness"] is None
