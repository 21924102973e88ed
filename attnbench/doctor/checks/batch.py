"""Batch and mode: an image's output is its own, and evaluation changes nothing."""

import torch

from attnbench.doctor.check import Check, Outcome, failed, passed
from attnbench.doctor.checks.closeness import ROUNDING, listed
from attnbench.doctor.subject import Subject, evaluate
from attnbench.gap import gap

THEME = "batch and mode"


def _batch(subject: Subject) -> Outcome:
    dtype = subject.finest()
    module, x = subject.moved(dtype=dtype).eval(), subject.maps(3, dtype=dtype)
    others = x * torch.tensor([10.0, 1.0, -10.0], dtype=dtype, device=x.device).view(3, 1, 1, 1)
    together = evaluate(module, x)[1:2]
    ways = {
        "alone": evaluate(module, x[1:2]),
        "beside other images": evaluate(module, others)[1:2],
        "in another order": evaluate(module, x.flip(0))[1:2],
    }
    far = {way: gap(output, together) for way, output in ways.items()}
    wrong = [f"{way} by {value:.2g}" for way, value in far.items() if value > ROUNDING[dtype]]
    if wrong:
        return failed(f"one image's output differs, in units of its largest value: {listed(wrong)}")
    return passed("3 ways")


def _eval(subject: Subject) -> Outcome:
    module, x = subject.moved().eval(), subject.maps()
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    first = evaluate(module, x)
    evaluate(module, subject.maps(seed=9) * 3 + 1)
    again = evaluate(module, x)
    changed = [k for k, tensor in module.state_dict().items() if not torch.equal(tensor, before[k])]
    if changed:
        return failed(f"evaluating changes {listed(changed)}")
    if subject.is_steady() and gap(again, first) > ROUNDING[torch.float32]:
        return failed(f"the output for one map changes by {gap(again, first):.2g} after another")
    return passed()


CHECKS = (
    Check(
        name="batch",
        theme=THEME,
        title="In evaluation an image does not depend on its batch",
        examine=_batch,
        meaning="The score of a network would depend on the batch size and on which images happen "
        "to share a batch.",
        remedy="Normalize and softmax over channels or positions: the batch is dim 0, channels are "
        "dim 1; count dims from the front in (B, C, H, W). Batch statistics are for training "
        "alone.",
        needs_steady=True,
    ),
    Check(
        name="eval",
        theme=THEME,
        title="Evaluation changes nothing",
        examine=_eval,
        meaning="The order of the test images, and how many were seen, would change the score.",
        remedy="Update statistics only `if self.training:`.",
    ),
)
