"""Every module equals its authors' code: output, gradients and state-dict keys."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

import attnzoo
from attnzoo import CATALOG
from attnzoo.fit import Size
from attnzoo.option import OptionValue
from attnzoo.pairwise.a2 import GatherDistribute

GOLDEN = Path(__file__).parents[1] / "golden"
TOLERANCE = 10
"""Times the float32-against-float64 error that the authors' own code has on the same input."""


class GatingBlock(nn.Module):
    """The block that VAN, SegNeXt and D-LKA lay around their gates, with the authors' names."""

    def __init__(self, channels: int, gate: Callable[[int], nn.Module]) -> None:
        super().__init__()
        self.proj_1 = nn.Conv2d(channels, channels, 1)
        self.spatial_gating_unit = gate(channels)
        self.proj_2 = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        projected: Tensor = self.proj_2(self.spatial_gating_unit(F.gelu(self.proj_1(x))))
        return x + projected


CASES: dict[str, tuple[str, dict[str, OptionValue | Size]]] = {
    "se_64": ("se", {}),
    "eca_64": ("eca", {"kernel_size": 3}),
    "cbam_64": ("cbam", {}),
    "cbam_channel_only_64": ("cbam", {"spatial": False}),
    "ca_64": ("ca", {}),
    "sge_64": ("sge", {}),
    "sge_g8_64": ("sge", {"groups": 8}),
    "sa_128": ("sa", {}),
    "sa_g8_64": ("sa", {"groups": 8}),
    "triplet_64": ("triplet", {}),
    "triplet_nospatial_64": ("triplet", {"spatial": False}),
    "nam_64": ("nam", {}),
    "ema_64": ("ema", {}),
    "ema_f8_64": ("ema", {"groups": 8}),
    "ema_no_add_64": ("ema", {"groups": 8, "cross_spatial": False}),
    "scsa_64": ("scsa", {}),
    "scsa_h8_64": ("scsa", {"heads": 8}),
    "gc_64": ("gc", {}),
    "gc_addmul_64": ("gc", {"ratio": 0.25, "fusion": "both"}),
    "gc_avg_64": ("gc", {"ratio": 0.25, "pooling": "avg"}),
    "sk_64": ("sk", {}),
    "bam_64": ("bam", {}),
    "psa_p_64": ("psa_p", {}),
    "psa_s_64": ("psa_s", {}),
    "danet_pam_64": ("pam", {}),
    "danet_cam_64": ("cam", {}),
    "acmix_64": ("acmix", {}),
    "dat_64": ("dat", {}),
    "irmb_64": ("irmb", {}),
    "irmb_emo_64": (
        "irmb",
        {
            "expansion": 4.0,
            "head_channels": 16,
            "kernel_size": 5,
            "norm": "layer",
            "activation": "gelu",
            "bias": True,
            "attend_first": True,
        },
    ),
    "dat_g2_64": (
        "dat",
        {
            "head_channels": 16,
            "group_channels": 32,
            "stride": 1,
            "kernel_size": 3,
            "offset_range": 2.0,
        },
    ),
    "a2_gjylt_64": ("a2", {}),
    "nonlocal_64": ("nonlocal", {}),
    "nonlocal_nosub_64": ("nonlocal", {"subsample": False}),
    "nonlocal_nosub_nobn_64": ("nonlocal", {"subsample": False, "norm": False}),
    "nonlocal_gaussian_64": ("nonlocal", {"pairwise": "gaussian"}),
    "nonlocal_dot_64": ("nonlocal", {"pairwise": "dot"}),
    "nonlocal_concat_64": ("nonlocal", {"pairwise": "concatenation"}),
    "external_eanet_64": ("external", {}),
    "simam_64": ("simam", {}),
    "ela_t_64": ("ela", {"preset": "tiny"}),
    "ela_b_64": ("ela", {}),
    "ela_s_64": ("ela", {"preset": "small"}),
    "ela_l_64": ("ela", {"preset": "large"}),
    "caa_64": ("caa", {}),
    "caa_bn_64": ("caa", {"norm": True}),
    "involution_64": ("involution", {}),
    "dlka_8": ("dlka", {}),
    "dlka_block_8": ("dlka", {}),
    "outlook_64": ("outlook", {}),
    "outlook_s1_64": ("outlook", {"stride": 1}),
    "lsk_64": ("lsk", {}),
    "msca_64": ("msca", {}),
    "msca_block_64": ("msca", {}),
    "lska_k23_64": ("lska", {}),
    "lska_k7_64": ("lska", {"kernel_size": 7}),
    "mlca_64": ("mlca", {}),
    "cpca_64": ("cpca", {}),
    "ge_global_nomlp_64": ("ge", {}),
    "ge_theta_minus_mlp_64": ("ge", {"mlp": True}),
    "ge_e2_mlp_64": ("ge", {"extent": 2, "mlp": True}),
    "ge_e4_nomlp_64": ("ge", {"extent": 4}),
    "ge_param_e2_64": ("ge", {"extent": 2, "learned": True}),
    "ge_param_e4_mlp_64": (
        "ge",
        {"extent": 4, "learned": True, "mlp": True, "reading": "timm"},
    ),
    "gct_64": ("gct", {}),
    "gct_l1_64": ("gct", {"mode": "l1"}),
    "srm_64": ("srm", {}),
    "lka_64": ("lka", {}),
    "fca_64": ("fca", {}),
    "fca_pooled_64": ("fca", {"size": None}),
    "fca_top2_64": ("fca", {"frequencies": 2}),
    "fca_wide_32": ("fca", {}),
    "sp_64": ("sp", {}),
    "mca_64": ("mca", {}),
    "mca_nospatial_64": ("mca", {"channel": False}),
    "gsop_64": ("gsop", {}),
    "ms_cam_64": ("ms_cam", {}),
    "seam_64": ("seam", {}),
    "spanet_64": ("spanet", {}),
    "epsa_64": ("epsa", {}),
    "parnet_64": ("parnet", {}),
    "splat_64": ("splat", {}),
    "scse_64": ("scse", {}),
    "scse_cse_64": ("scse", {"spatial": False}),
    "scse_sse_64": ("scse", {"channel": False}),
    "cot_64": ("cot", {}),
    "eaa_64": ("eaa", {}),
    "shsa_64": ("shsa", {}),
    "cafm_64": ("cafm", {}),
    "area_64": ("area", {}),
    "area_1_64": ("area", {"area": 1}),
    "bra_64": ("bra", {}),
    "bra_pad_64": ("bra", {}),
    "bra_w5_64": ("bra", {"heads": 2, "windows": 3, "topk": 2, "kernel_size": 5}),
    "psa_yolo_64": ("psa_yolo", {"head_channels": 32}),
    "gfnet_64": ("gfnet", {}),
    "mona_64": ("mona", {}),
    "focal_64": ("focal", {}),
    "ge_param_global_mlp_64": ("ge", {"learned": True, "mlp": True, "reading": "timm"}),
}
PARTS: dict[str, Callable[[], nn.Module]] = {
    "a2_gjylt_64": lambda: GatherDistribute(64, gathered=16, maps=16),
    "msca_block_64": lambda: GatingBlock(64, attnzoo.MultiScaleConvolutionalAttention),
    "dlka_block_8": lambda: GatingBlock(8, attnzoo.DeformableLargeKernelAttention),
}
"""Cases whose code is not the module alone: a part of it, or the block around it."""
SUBMODULES = {"scse_cse_64": "cSE", "scse_sse_64": "sSE"}
"""Where a class of the authors is a part of the module: the submodule that has its keys."""


@dataclass(frozen=True)
class Golden:
    """What the authors' code gave, and the module that is to give the same."""

    facts: dict[str, object]
    arrays: dict[str, NDArray[np.float32]]
    module: nn.Module
    keyed: nn.Module
    """The module, or the submodule of it that has the authors' keys."""

    def tensor(self, name: str) -> torch.Tensor:
        return torch.from_numpy(self.arrays[name])

    def tolerance(self, name: str) -> float:
        error = self.facts[f"{name}_max_abs_diff_f32_vs_f64"]
        assert isinstance(error, float)
        return TOLERANCE * error


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return load_golden(request.param)


def load_golden(case: str) -> Golden:
    name, options = CASES[case]
    with np.load(GOLDEN / f"{case}.npz") as file:
        arrays = {key: file[key] for key in file.files}
    channels, height, width = arrays["x"].shape[1:]
    sized: dict[str, OptionValue | Size] = {"size": (height, width)} if CATALOG[name].sized else {}
    part = PARTS.get(case)
    module = part() if part else attnzoo.create(name, channels, **{**sized, **options})
    state = {k.removeprefix("sd/"): torch.from_numpy(v) for k, v in arrays.items() if "sd/" in k}
    keyed = module.get_submodule(SUBMODULES.get(case, ""))
    keyed.load_state_dict(state, strict=True)
    facts = json.loads((GOLDEN / f"{case}.json").read_text())
    return Golden(facts, arrays, module, keyed)


@pytest.mark.parametrize("golden", CASES, indirect=True)
def test_a_module_equals_its_authors_code(golden: Golden) -> None:
    _has_the_authors_state_dict(golden)
    golden.module.eval()
    for layout in (torch.channels_last, torch.contiguous_format):
        golden.module.zero_grad()
        _gives_the_authors_output_and_input_gradient(golden, layout)
    _gives_the_authors_parameter_gradients(golden)
    if golden.facts["has_batchnorm"]:
        _trains_like_the_authors(golden)


def _has_the_authors_state_dict(golden: Golden) -> None:
    """Names, their order, and shapes."""
    published = golden.facts["state_dict"]
    assert isinstance(published, list)
    assert [(k, list(v.shape)) for k, v in golden.keyed.state_dict().items()] == [
        (line["key"], line["shape"]) for line in published
    ]


def _gives_the_authors_output_and_input_gradient(
    golden: Golden, layout: torch.memory_format
) -> None:
    x = golden.tensor("x").to(memory_format=layout).requires_grad_()
    y = golden.module(x)
    (y * golden.tensor("w")).sum().backward()
    assert (y - golden.tensor("y")).abs().max().item() <= golden.tolerance("y"), layout
    assert x.grad is not None
    assert (x.grad - golden.tensor("gx")).abs().max().item() <= golden.tolerance("gx"), layout


def _gives_the_authors_parameter_gradients(golden: Golden) -> None:
    """Those of the last pass, over a contiguous map."""
    expected = golden.facts["param_grad_of_sum_yw_eval"]
    assert isinstance(expected, dict)
    own = {
        k: p.grad.norm().item() for k, p in golden.keyed.named_parameters() if p.grad is not None
    }
    assert own == pytest.approx({k: v["l2"] for k, v in expected.items()}, rel=1e-4, abs=1e-4)


def _trains_like_the_authors(golden: Golden) -> None:
    """Output in training mode, and the statistics that it moves."""
    y = golden.module.train()(golden.tensor("x"))
    assert (y - golden.tensor("y_train")).abs().max().item() <= golden.tolerance("y_train")
    moved = {k: v for k, v in golden.arrays.items() if k.startswith("sd_after_train/")}
    assert moved
    state = golden.keyed.state_dict()
    for key, value in moved.items():
        own = state[key.removeprefix("sd_after_train/")]
        torch.testing.assert_close(own, torch.from_numpy(value), rtol=1e-5, atol=1e-6)


def test_every_module_held_against_code_has_a_golden_case() -> None:
    held = {name for name, entry in CATALOG.items() if entry.verified in ("authors", "public")}
    assert {name for name, _ in CASES.values()} == held
