"""The classification task: cross-entropy, scored by top-1 and top-5."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from attnbench.data.feed import Batch, Feed, Split
from attnbench.training.task import Evaluation

EMPTY = Evaluation({}, {})


class Classification:
    """Images of classes; implements `Task`.

    Args:
        feed: The data set.
        label_smoothing: Share of the label that is spread over all classes.
    """

    def __init__(self, feed: Feed, label_smoothing: float) -> None:
        self.feed = feed
        self._smoothing = label_smoothing

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Cross-entropy with label smoothing, which mixed labels have already."""
        labels = batch["labels"]
        smoothing = 0.0 if labels.is_floating_point() else self._smoothing
        return F.cross_entropy(network(batch["images"]), labels, label_smoothing=smoothing)

    @torch.no_grad()
    def evaluate(self, network: nn.Module, split: Split) -> Evaluation:
        """Top-1 and top-5 in percent, and for each image whether its label came first."""
        ranks = [
            _ranks(network(batch["images"]), batch["labels"])
            for batch in self.feed.evaluation(split)
        ]
        if not ranks:
            return EMPTY
        places = torch.cat(ranks).cpu()
        scores = {f"top{k}": 100 * (places < k).double().mean().item() for k in (1, 5)}
        return Evaluation(scores, {"correct": (places < 1).numpy()})


def _ranks(logits: Tensor, labels: Tensor) -> Tensor:
    """(B, K) and (B,) -> (B,): how many classes come before the label.

    Of equal scores, which bf16 gives often, the first class comes first; NaN comes before all.
    """
    own = logits.gather(1, labels[:, None])
    classes = torch.arange(logits.shape[1], device=labels.device)
    tied = (logits == own) & (classes < labels[:, None])
    return (tied | ~(logits <= own)).sum(1)
