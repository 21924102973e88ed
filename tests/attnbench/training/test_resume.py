"""A run that stops anywhere and goes on ends in the same bits as one that never stopped."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from attnbench.network.weights import weights_digest
from attnbench.plan.recipe import Recipe
from attnbench.tasks.recipes import RECIPES as KNOWN
from attnbench.training.keeper import Keeper
from attnbench.training.messages import Epoch, Message, OnMessage, Share
from attnbench.training.train import TrainingResult, UnusableCheckpoint
from tests.attnbench.recipes import with_fields

Run = Callable[..., TrainingResult]

STEPS = 6
"""Of a run: two epochs of 24 images in batches of 8."""


class Interrupted(Exception):
    """Stands for whatever ends a process."""


def after(steps: int) -> OnMessage:
    """Ends a run when so many of its steps are done."""

    def report(message: Message) -> None:
        if isinstance(message, Share) and round(message.done * STEPS) == steps:
            raise Interrupted

    return report


RECIPES: Mapping[str, Mapping[str, object]] = {
    "adamw": {},
    "nesterov with averaging": {"optimizer": "sgd", "lr": 0.05, "averaging": 0.9},
    "step with mixup": {
        "optimizer": "momentum",
        "lr": 0.05,
        "schedule": "step",
        "milestones": (1,),
        "mixup": 0.5,
        "cutmix": 0.5,
    },
    "one cycle with lamb": {
        "optimizer": "lamb",
        "schedule": "one-cycle",
        "warmup_epochs": 1,
        "validation_share": 0.1,
        "batch_size": 7,
    },
    "channels first": {"channels_last": False},
}


@pytest.mark.parametrize(
    ("name", "stops"),
    [
        ("adamw", (2,)),
        ("step with mixup", (1, 4)),
        pytest.param("adamw", (3,), marks=pytest.mark.slow),
        pytest.param("nesterov with averaging", (1, 4), marks=pytest.mark.slow),
        pytest.param("one cycle with lamb", (1, 4), marks=pytest.mark.slow),
        pytest.param("channels first", (1, 4), marks=pytest.mark.slow),
    ],
)
def test_it_goes_on_to_the_same_bits(
    name: str, stops: tuple[int, ...], run: Run, run_once: Run, short: Recipe, keeper: Keeper
) -> None:
    recipe = with_fields(short, **RECIPES[name])
    through = run_once(recipe)
    for stop in stops:
        with pytest.raises(Interrupted):
            run(recipe, report=after(stop), keeper=keeper)
    resumed = run(recipe, keeper=keeper)
    assert weights_digest(resumed.network) == weights_digest(through.network)
    assert resumed.outcomes["correct"].tolist() == through.outcomes["correct"].tolist()
    assert resumed.log.resumed_at == [(stop - 1) / 3 for stop in stops if stop > 1]
    resumed.log.resumed_at.clear()
    assert resumed.log == through.log


@pytest.mark.parametrize("stop", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_segmentation_goes_on_to_the_same_bits(
    stop: int, run: Run, run_once: Run, keeper: Keeper
) -> None:
    recipe = with_fields(
        KNOWN["quick-masks"],
        name="short",
        epochs=2,
        batch_size=8,
        image_size=16,
        validation_share=0.0,
        flip=0.5,
        least_scale=0.5,
        most_scale=2.0,
        most_of_a_class=0.75,
        photometric=True,
    )
    through = run_once(recipe)
    with pytest.raises(Interrupted):
        run(recipe, report=after(stop), keeper=keeper)
    resumed = run(recipe, keeper=keeper)
    assert weights_digest(resumed.network) == weights_digest(through.network)
    assert {*resumed.outcomes} >= {"confusion"}
    for name, values in through.outcomes.items():
        assert resumed.outcomes[name].tolist() == values.tolist()
    assert resumed.log.test == through.log.test
    assert resumed.log.train_loss == through.log.train_loss


def test_a_resumed_run_tells_of_the_epochs_before_again(
    run: Run, run_once: Run, short: Recipe, keeper: Keeper
) -> None:
    with pytest.raises(Interrupted):
        run(short, report=after(4), keeper=keeper)
    told: list[Message] = []
    run(short, report=told.append, keeper=keeper)
    through = run_once(short).log
    assert [message for message in told if isinstance(message, Epoch)] == through.epochs()
    assert isinstance(told[0], Epoch)


def test_random_layers_go_on_where_they_were(
    run: Run, short: Recipe, keeper: Keeper, tmp_path: Path
) -> None:
    module = tmp_path / "noisy.py"
    module.write_text(
        "import random\nimport numpy as np\nfrom torch import nn\n\n\n"
        "class Noisy(nn.Module):\n"
        "    def __init__(self, channels):\n"
        "        super().__init__()\n"
        "        self.scale = nn.BatchNorm2d(channels)\n"
        "        self.drop = nn.Dropout(0.3)\n\n"
        "    def forward(self, x):\n"
        "        noise = 1 + 0.1 * random.random() + 0.1 * np.random.rand()\n"
        "        return self.drop(self.scale(x)) * noise\n"
    )
    noisy = f"{module}:Noisy"
    through = run(short, module=noisy)
    with pytest.raises(Interrupted):
        run(short, module=noisy, report=after(4), keeper=keeper)
    resumed = run(short, module=noisy, keeper=keeper)
    assert weights_digest(resumed.network) == weights_digest(through.network)


def test_a_damaged_checkpoint_costs_time_and_nothing_else(
    run: Run, run_once: Run, short: Recipe, keeper: Keeper, tmp_path: Path
) -> None:
    with pytest.raises(Interrupted):
        run(short, report=after(4), keeper=keeper)
    (file,) = (tmp_path / "checkpoint").glob("state-*.safetensors")
    file.write_bytes(file.read_bytes()[:1000])
    resumed = run(short, keeper=keeper)
    assert resumed.log.resumed_at == []
    assert weights_digest(resumed.network) == weights_digest(run_once(short).network)


def test_a_loss_that_is_no_number_is_never_saved(run: Run, short: Recipe, keeper: Keeper) -> None:
    with pytest.raises(ValueError, match="the loss of epoch 1 is"):
        run(replace(short, optimizer="momentum", lr=1e30), keeper=keeper)
    latest = keeper.latest()
    assert latest is not None
    assert latest.tensors["loss/total"].isfinite()


def test_a_run_that_goes_on_elsewhere_says_so_and_counts_the_time_before(
    run: Run, short: Recipe, keeper: Keeper
) -> None:
    with pytest.raises(Interrupted):
        run(short, report=after(4), keeper=keeper, machine="there")
    latest = keeper.latest()
    assert latest is not None
    resumed = run(short, keeper=keeper)
    assert resumed.log.machines == ["there", "here"]
    assert resumed.earlier_s == latest.values["seconds"]


def test_a_checkpoint_that_does_not_fit_is_named(
    run: Run, short: Recipe, keeper: Keeper, tmp_path: Path
) -> None:
    with pytest.raises(Interrupted):
        run(short, report=after(4), keeper=keeper)
    with pytest.raises(UnusableCheckpoint, match=f"cannot resume from {tmp_path}.*: delete it"):
        run(short, module="cbam", keeper=keeper)
