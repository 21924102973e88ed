"""A network that is too large for a CPU is timed with fewer images; the plan says with how many."""

from dataclasses import replace

import pytest

from attnbench.data.source import DataSource
from attnbench.engine.cells.workload import timed_plan
from attnbench.engine.timed_batch import MOST_MACS, fitting_batch, sized_for_timing
from attnbench.plan.plan import Plan
from attnbench.tasks.sources import open_data_of


@pytest.mark.parametrize(
    ("macs", "batch"), [(18e6, 48), (MOST_MACS / 48, 48), (1e9, 32), (4e9, 8), (100e9, 1)]
)
def test_a_batch_is_what_fits_into_the_work(macs: float, batch: int) -> None:
    assert fitting_batch(48, int(macs)) == batch


def test_a_small_network_keeps_its_batches(brief: Plan) -> None:
    assert sized_for_timing(brief, open_data_of(brief)) == brief


@pytest.fixture
def large(brief: Plan) -> Plan:
    """64 photographs in a resnet18, 1.8 GMACs each."""
    return replace(brief, backbone="resnet18", batch_size=64)


@pytest.fixture
def photographs(brief: Plan) -> DataSource:
    return replace(open_data_of(brief), size=(3, 224, 224))


def test_a_large_network_gets_fewer_images_on_a_cpu(large: Plan, photographs: DataSource) -> None:
    sized = sized_for_timing(large, photographs)
    assert (sized.batch_size, sized.timed_train_batch) == (16, 16)
    assert timed_plan(sized).recipe.batch_size == 16
    assert sized.recipe == large.recipe
    assert sized_for_timing(large, photographs) == sized


def test_a_gpu_keeps_its_batches(large: Plan, photographs: DataSource) -> None:
    plan = replace(large, device="cuda")
    assert sized_for_timing(plan, photographs) == plan
