"""What someone else's code does is undone, and its errors fit on a line."""

import logging
import random
import warnings

import numpy as np
import pytest
import torch

from attnbench.own.containment import LONGEST, contained, error_text, settings


def test_settings_and_random_numbers_are_as_they_were() -> None:
    before, state, python_state = settings(), torch.get_rng_state(), random.getstate()
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    with contained():
        torch.set_default_dtype(torch.float64)
        torch.set_default_device("meta")
        torch.use_deterministic_algorithms(True)
        torch.set_grad_enabled(False)
        random.random()
        np.random.seed(3)
        torch.manual_seed(3)
    assert settings() == before
    assert torch.equal(torch.get_rng_state(), state)
    assert random.getstate() == python_state
    assert np.random.rand() == expected


def test_they_are_after_an_error_too() -> None:
    before = settings()
    with pytest.raises(KeyError):
        _turn_gradients_off_and_raise()
    assert settings() == before


def _turn_gradients_off_and_raise() -> None:
    with contained():
        torch.set_grad_enabled(False)
        raise KeyError("x")


def test_nothing_is_printed_warned_or_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with contained() as printed:
        print("loud")  # noqa: T201 - what is tested
        warnings.warn("warned", stacklevel=1)
        logging.getLogger("torch").error("logged")
    assert printed.getvalue() == "loud\n"
    assert capsys.readouterr() == ("", "")
    assert caplog.text == ""


def test_an_error_is_one_line_with_where_it_came_up() -> None:
    try:
        torch.ones(2) @ torch.ones(3)
    except RuntimeError as error:
        text = error_text(error)
    assert text.startswith("RuntimeError: inconsistent tensor size")
    assert "(test_containment.py, line " in text
    assert "\n" not in text


def test_a_long_error_is_cut_and_colours_are_left_out() -> None:
    text = error_text(ValueError(f"\x1b[96m{'x' * 1000}\nsecond line"))
    assert text == f"ValueError: {'x' * LONGEST}..."


def test_an_error_without_a_text_has_its_name() -> None:
    assert error_text(ValueError()) == "ValueError"
