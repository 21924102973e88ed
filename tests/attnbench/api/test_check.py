"""A checkup in a notebook: an answer, a frame, a report, and HTML."""

import pytest
from torch import Tensor, nn

import attnbench
from attnbench.errors import WrongUse

NAME = "<script>alert(1)</script>"


class Silent(nn.Module):
    """Its output does not depend on its input."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(Tensor(channels, 1, 1).zero_())

    def forward(self, x: Tensor) -> Tensor:
        return x * 0 + self.bias


def test_a_result_has_an_answer_a_frame_and_a_report() -> None:
    result = attnbench.check("eca", only="runs,shape", progress=False)
    assert result.answer == "eca: 2 passed"
    assert repr(result) == "<CheckResult: eca: 2 passed>"
    assert str(result) == "eca: 2 passed"
    frame = result.frame()
    assert list(frame.check) == ["runs", "shape"] == [one.check for one in result.records]
    assert result.table().startswith("eca: 64 channels, 16x16 maps, cpu\n")
    assert result.table("md").startswith("### eca")
    with pytest.raises(WrongUse, match="unknown format 'tex'; known: console, md, json"):
        result.table("tex")


def test_what_failed_stands_first_in_a_notebook_and_nothing_of_it_is_run() -> None:
    hostile = type(NAME, (Silent,), {})
    result = attnbench.check(hostile, only=("runs", "gradients"))
    assert [finding.check for finding in result.failed] == ["gradients"]
    html = result._repr_html_()
    assert html.index(">failed<") < html.index(">passed<")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize(
    ("module", "named", "reason"),
    [
        (5, {}, r"module must be a name, a class, or a function .* \(got 5\)"),
        ("eca", {"input": (0, 4)}, "input must be height x width"),
        ("eca", {"channels": "many"}, "channels must be whole numbers"),
        ("eca", {"channel": 3}, "did you mean 'channels'"),
        ("emma", {}, "did you mean 'ema'"),
    ],
)
def test_what_cannot_be_checked_is_refused(
    module: object, named: dict[str, object], reason: str
) -> None:
    with pytest.raises(WrongUse, match=reason):
        attnbench.check(module, **named)
