"""CIFAR is read to the byte, or refused with what to do."""

import hashlib
import tarfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torchvision.datasets import CIFAR100

from attnbench.errors import WrongUse
from attnbench.tasks.classification.data import cifar


def test_the_exact_cifar100_is_loaded(data_root: Path) -> None:
    images = cifar.load("cifar100", data_root)
    assert images.train_images.shape == (50_000, 3, 32, 32)
    assert images.test_images.shape == (10_000, 3, 32, 32)
    assert np.bincount(images.train_labels).tolist() == [500] * 100
    assert np.bincount(images.test_labels).tolist() == [100] * 100
    assert (images.class_names[0], images.class_names[-1]) == ("apple", "worm")
    assert images.mean == pytest.approx((0.5071, 0.4865, 0.4409), abs=5e-5)
    assert images.deviation == pytest.approx((0.2673, 0.2564, 0.2762), abs=5e-5)


def test_images_and_labels_are_torchvisions(few_of_cifar100: Path) -> None:
    images = cifar.load("cifar100", few_of_cifar100)
    source = CIFAR100(few_of_cifar100, train=False)
    assert np.array_equal(images.test_images[7].transpose(1, 2, 0), np.asarray(source[7][0]))
    assert images.test_labels[7] == source[7][1]
    assert images.num_classes == cifar.NUM_CLASSES["cifar100"]
    assert images.size == (3, cifar.SIDE, cifar.SIDE)
    assert images.class_names[3] == "kind 3"


@given(arrays(np.uint8, st.tuples(st.integers(1, 5), st.just(3), st.just(2), st.just(2))))
def test_statistics_are_those_of_the_scaled_pixels(pixels: np.ndarray) -> None:
    mean, deviation = cifar.channel_statistics(pixels)
    assert mean == pytest.approx((pixels / 255).mean((0, 2, 3)))
    assert deviation == pytest.approx((pixels / 255).std((0, 2, 3)), abs=1e-7)


def test_absent_data_say_what_was_looked_for_and_what_to_do(tmp_path: Path) -> None:
    assert not cifar.is_present("cifar100", tmp_path)
    with pytest.raises(WrongUse) as refusal:
        cifar.load("cifar100", tmp_path)
    words = (
        "cifar-100-python/train",
        CIFAR100.url,
        CIFAR100.tgz_md5,
        "data_root=DIR",
        "download=True",
    )
    assert all(word in str(refusal.value) for word in words)


@pytest.mark.parametrize("name", ["train", "test", "meta"])
def test_a_truncated_file_is_named(few_of_cifar100: Path, name: str) -> None:
    file = few_of_cifar100 / CIFAR100.base_folder / name
    file.write_bytes(file.read_bytes()[:-1])
    assert cifar.is_present("cifar100", few_of_cifar100)
    with pytest.raises(WrongUse, match=f"{name} is damaged: its MD5 is not"):
        cifar.load("cifar100", few_of_cifar100)


def serve(monkeypatch: pytest.MonkeyPatch, folder: Path) -> ThreadingHTTPServer:
    """Lets torchvision find its file in a folder, by HTTP."""
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    monkeypatch.setattr(SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    monkeypatch.setattr(
        CIFAR100, "url", f"http://127.0.0.1:{server.server_port}/{CIFAR100.filename}"
    )
    Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_what_is_downloaded_can_be_loaded(
    few_of_cifar100: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = few_of_cifar100 / CIFAR100.filename
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(few_of_cifar100 / CIFAR100.base_folder, CIFAR100.base_folder)
    monkeypatch.setattr(CIFAR100, "tgz_md5", hashlib.md5(archive.read_bytes()).hexdigest())
    root = few_of_cifar100 / "elsewhere"
    server = serve(monkeypatch, few_of_cifar100)
    try:
        cifar.download("cifar100", root)
    finally:
        server.shutdown()
        server.server_close()
    assert len(cifar.load("cifar100", root).train_images) == 100


def test_a_failed_download_says_how_to_do_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(monkeypatch, tmp_path)
    server.shutdown()
    server.server_close()
    with pytest.raises(WrongUse, match=r"cannot download cifar100: .*; unpack http"):
        cifar.download("cifar100", tmp_path / "new")
