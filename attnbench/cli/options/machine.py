"""Options that say where cells run, and how fast."""

from dataclasses import dataclass
from typing import Annotated

from attnbench.cli import names
from attnbench.cli.option import MACHINE, Option
from attnbench.cli.readers import number, whole
from attnbench.engine.executors.executor import Executor
from attnbench.engine.executors.table import DEFAULT, EXECUTORS, build_executor, check_executor

Device = Annotated[
    str,
    Option(
        "cpu, cuda, cuda:1, or auto: a GPU if there is one.",
        panel=MACHINE,
        metavar="DEVICE",
        names=lambda: names.DEVICES,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineOptions:
    """The device of a plan, and what each cell may use of it."""

    device: Device = "auto"
    precision: Annotated[
        str | None,
        Option(
            "fp32, bf16, fp16, or auto: bf16 if the CPU or GPU computes in it natively, else "
            "fp32. Default: the recipe's.",
            panel=MACHINE,
            metavar="PRECISION",
            names=lambda: names.PRECISIONS,
        ),
    ] = None
    batch_size: Annotated[
        int | None,
        Option(
            "Images per batch when throughput and inference memory are measured. Latency is that "
            "of one image, and training has the batch size of the recipe. Default: 64. On a CPU, "
            "large networks are timed with fewer images, in training steps too.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = None
    rounds: Annotated[
        int,
        Option(
            "Maximum number of timing rounds; each round times every row once. Slow networks get "
            "fewer, but at least 8.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = 80
    devices: Annotated[
        int | None,
        Option(
            "Split the batches of each training run over N GPUs, or N processes on the CPU.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = None
    workers: Annotated[
        int | None,
        Option(
            "Processes that read image files, for each training run. Default: 0 on a CPU; on "
            "GPUs, cores divided by devices.",
            panel=MACHINE,
            read=whole(at_least=0),
        ),
    ] = None
    threads: Annotated[
        int | None,
        Option(
            "CPU threads of each run. Default: 1 for training; for timing, one less than the "
            "number of cores.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = None
    checkpoint_minutes: Annotated[
        float,
        Option(
            "Save a checkpoint of each training run every N minutes.",
            panel=MACHINE,
            read=number(at_least=0),
        ),
    ] = 2.0
    checkpoint_epochs: Annotated[
        int,
        Option(
            "Also save a checkpoint every N epochs.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionOptions:
    """What runs the cells."""

    executor: Annotated[
        str,
        Option(
            lambda: (
                "What runs the cells (a cell is one unit of work: counting one row, timing all "
                f"rows, or one training run). {_executors_text()}."
            ),
            panel=MACHINE,
            metavar="NAME",
            names=lambda: EXECUTORS,
        ),
    ] = DEFAULT
    parallel: Annotated[
        int | None,
        Option(
            "Number of training runs at the same time. Default: on a CPU, one per core, but at "
            "most 8; on GPUs, one, however many GPUs there are.",
            panel=MACHINE,
            read=whole(at_least=1),
        ),
    ] = None

    def check(self) -> None:
        """Check what was typed without making the executor.

        Raises:
            UnknownName: if there is no such executor.
            WrongUse: if it does not take the options.
        """
        check_executor(self.executor, parallel=self.parallel)

    def build(self) -> Executor:
        """Make the executor; close it when the command is over.

        Raises:
            UnknownName: if there is no such executor.
            WrongUse: if it does not take the options.
        """
        return build_executor(self.executor, parallel=self.parallel)


def _executors_text() -> str:
    return ". ".join(f"'{kind.name}': {kind.meaning}" for kind in EXECUTORS.values())
