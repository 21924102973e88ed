"""The solver finds rows of the EMA paper's Table 1, and says what they need."""

from dataclasses import replace

import pytest

from attnbench.cli.actions.solve import search_of
from attnbench.cli.commands.solve import Solve
from attnbench.errors import WrongUse
from attnbench.plan.variant import parse_variant
from attnbench.published.network import CountedBackbone
from attnbench.published.solve import Search, SearchResult, solve
from attnbench.published.target import read_target
from attnreport.published.match import Cut

CIFAR = CountedBackbone(name="resnet50", stem="cifar", input_size=(3, 32, 32), num_classes=100)


RESNET18 = replace(CIFAR, name="resnet18")


def search(
    module: str,
    params: str | None,
    flops: str | None,
    *vary: str,
    backbone: CountedBackbone = CIFAR,
) -> SearchResult:
    targets = []
    if params is not None:
        targets.append(read_target("params", "params", params))
    if flops is not None:
        targets.append(read_target("macs", "flops", flops))
    return solve(
        Search(
            module=parse_variant(module),
            targets=tuple(targets),
            backbones=(backbone,),
            vary=("site=residual", *vary),
        )
    )


def ways(result: SearchResult) -> dict[str, str]:
    """By size, the convention that the best solution needs."""
    choices = {
        quantity: match.chosen for quantity, match in result.groups[0].best[0].matches.items()
    }
    return {
        quantity: choice.convention for quantity, choice in choices.items() if choice is not None
    }


@pytest.mark.slow
def test_cbams_row_needs_an_old_thop_for_its_flops() -> None:
    result = search("cbam", "26.24M", "1.31G", "reduction=8,16", "channel=on", "spatial=on")
    assert str(result.groups[0].best[0].tried.variant) == "cbam"
    assert ways(result) == {"params": "all parameters", "macs": "thop <= 0.0.5"}


def test_emas_row_needs_the_norms_left_out_and_the_folded_batch_counted_once() -> None:
    result = search("ema", "23.85M", "1.32G", "groups=16,32")
    assert str(result.groups[0].best[0].tried.variant) == "ema"
    assert ways(result) == {
        "params": "normalisation of the backbone left out",
        "macs": "group-folded batch counted once, with elementwise products and sums",
    }


@pytest.mark.slow
def test_the_ema_row_of_a_yolov5_is_found_by_what_its_size_report_counts() -> None:
    request = Solve(
        module="ema(groups=16,stages=3+4)",
        backbone="yolov5s",
        params="7.24M",
        flops="16.50G",
        vary=["site=stage", "cross_spatial=on"],
    )
    result = solve(search_of(request))
    assert str(result.groups[0].best[0].tried.variant) == "ema(groups=16,site=stage,stages=3+4)"
    assert ways(result)["macs"].startswith("thop 0.0.31, scaled, without pooling, group-folded")


@pytest.mark.slow
def test_cas_flops_are_given_by_no_convention_but_by_another_reduction() -> None:
    result = search("ca", "25.57M", "1.36G", "reduction=8,32", "rows=on", "columns=on")
    both, params, macs = result.groups
    assert (both.count, both.best) == (0, ())
    assert str(result.nearest.tried.variant) == str(result.as_given.tried.variant) == "ca"
    assert str(params.best[0].tried.variant) == "ca"
    assert str(macs.best[0].tried.variant) == "ca(reduction=8)"


def test_what_only_truncates_to_the_digits_stands_behind_what_rounds() -> None:
    result = search("ema(groups=32,stages=1+2+3+4)", "23.84M", None, "cross_spatial=on")
    best = result.groups[0].best[0].matches["params"].chosen
    assert best is not None
    assert (best.convention, best.fits) == (
        "Conv and Linear weights only; normalisation left out",
        Cut.TRUNCATED,
    )


def test_a_module_that_fits_nowhere_is_an_error_that_says_so() -> None:
    with pytest.raises(WrongUse, match="fits no place"):
        search("ema(groups=7)", "23.85M", None, backbone=RESNET18)
