"""What one cell gave: frozen, plain values with their unit in the name.

Raw samples are kept and statistics are computed from them elsewhere. `None` means "not measured",
never zero. A cell that failed is a record too, with `error` set and its measurements empty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from attnreport.names import tell_apart
from attnreport.stored import read_stored

SCHEMA = 1
"""Version of the stored form; a reader refuses a newer one."""

BASELINE = "baseline"
"""The variant without a module."""

NULL_ROW = "baseline again"
"""The baseline timed once more against itself: its distance from 1 is the noise floor."""


class CautionKind(StrEnum):
    """What a reader of a record should know before trusting it."""

    COUNTERS_DISAGREE = "counters disagree"
    COUNTER_FAILED = "counter failed"
    NO_FORMULA = "not counted"
    OUTPUT_NOT_COMPARED = "output not compared"
    CLONED = "cloned before an in-place addition"
    COPIED = "copied for the module"
    GATE = "looks like a gate"
    NO_GRADIENT_AT_START = "no gradient at step 0"
    LEFT_OUT = "left out"
    DATA = "data"
    STILL_IMPROVING = "still improving"
    SCHEDULE_CUT = "schedule cut short"
    NOT_ENOUGH_SEEDS = "not enough seeds"
    RESUMED_ELSEWHERE = "resumed elsewhere"
    BASELINE_IS_WEAK = "weak baseline"
    AT_CHANCE = "at chance level"
    TOO_NOISY = "timing is too noisy"
    BUSY = "busy machine"
    TIMED_AGAIN = "timed again"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """A warning as a value, with what follows from it."""

    kind: CautionKind
    detail: str
    """A sentence with the numbers, and the next step where there is one."""


EVERY_ROW = "all rows"
TIMING = "speed"


@dataclass(frozen=True, slots=True)
class RowCaution:
    """A caution and the row that it is about."""

    row: str
    """Its name in a table, `EVERY_ROW`, or `TIMING` for a timing session."""
    caution: Caution


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The machine and the software that measured."""

    system: str
    cpu: str
    cores: int
    memory_bytes: int
    device: str
    """The device that computed, in words."""
    threads: int
    python: str
    torch: str
    timm: str
    attnbench: str
    commit: str | None
    """Commit of attnbench's own checkout; None where it was installed from a package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What every row of a study has in common."""

    task: str
    """What was learned, by the task's name."""
    head: str = ""
    """What made the task's network of the backbone; empty where the backbone is all of it."""
    task_notes: tuple[str, ...] = ()
    """Sentences that every table of this task and these data needs below it."""
    backbone: str
    stem: str
    site: str
    data: str
    input_size: tuple[int, int, int]
    """Channels, height and width of an image."""
    num_classes: int
    precision: str
    limit: int = 0
    """Most images of the training and of the test data; 0: all of them."""
    weights_sha256: str | None = None
    """Digest of the file that every row started from; None where it started from scratch."""


def data_kind(setting: Setting) -> str:
    """The data set, without the folder that one of the user's lies in."""
    return setting.data.partition(":")[0]


def network_name(setting: Setting) -> str:
    """The backbone, and the head that stands on it."""
    return f"{setting.head} on {setting.backbone}" if setting.head else setting.backbone


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreKind:
    """What a score is called, its unit, and which way it is better."""

    name: str
    """As in `TrainRecord.scores`, and on the command line."""
    head: str
    """What its column is called, without the unit."""
    unit: str = "%"
    """Unit of its values; empty for a plain number."""
    difference_unit: str = "points"
    """Unit of a difference of two values."""
    higher_is_better: bool = True
    digits: int = 2
    """Behind the point, in print."""
    chance: float | None = field(default=None, compare=False)
    """What guessing gets; None where nobody knows, and in older records."""

    def is_possible(self, value: float) -> bool:
        """Whether the score can have this value: a number, and in percent one of 0 to 100."""
        return isfinite(value) and (self.unit != "%" or 0 <= value <= 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place of an injection."""

    path: str
    channels: int
    height: int
    width: int


Cell = tuple[object, ...]
"""Kind, and of what: equal in every attempt at one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    """What records of every kind say."""

    key: str
    setting: Setting
    environment: Environment
    command: str
    """The command that makes this record again."""
    started_at: str
    """UTC, ISO 8601."""
    wall_s: float
    error: str | None = None
    """One sentence; None where the cell succeeded."""
    traceback: str | None = None
    taken_from: str | None = None
    """The study of the same folder that measured it; None where it was measured for its own."""
    cautions: tuple[Caution, ...] = ()
    schema_version: int = SCHEMA

    @property
    def errors(self) -> tuple[str, ...]:
        """What went wrong, a sentence each; empty where all was measured."""
        return () if self.error is None else (self.error,)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRecord(_Common):
    """Sizes of one variant, and of the baseline in the same setting."""

    kind: Literal["cost"] = "cost"
    variant: str
    label: str
    """The variant's name as a table prints it."""
    params: int | None = None
    baseline_params: int | None = None
    macs: Mapping[str, int | None] = field(default_factory=dict)
    """Multiply-accumulates of one image by counter; None where a counter could not."""
    baseline_macs: Mapping[str, int | None] = field(default_factory=dict)
    backbone_params: int | None = None
    """Parameters of the backbone that a head stands on, the modules within it included.

    None where the backbone is the whole network.
    """
    baseline_backbone_params: int | None = None
    backbone_macs: int | None = None
    """Multiply-accumulates of that backbone for one image, by torch's formulas."""
    baseline_backbone_macs: int | None = None
    macs_by_operator: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """By counter, what the module adds to the baseline, by kind of operator."""
    activations: int | None = None
    """Elements of convolution and linear outputs of one image."""
    elementwise: int | None = None
    """Elements of the operators of one image that compute but multiply no weights or maps."""
    bytes_moved: int | None = None
    """Bytes that the operators of one image read and write, each by itself."""
    places: tuple[PlaceRow, ...] = ()
    outputs: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """What the module computes from fixed weights and a fixed input, condensed to a few numbers.

    By map and pass, such as `128x16x16 evaluation`; empty for the baseline.
    """

    @property
    def cell(self) -> Cell:
        """What was measured, whatever the code was."""
        return self.kind, self.variant


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRecord(_Common):
    """One training run of one variant with one seed."""

    kind: Literal["train"] = "train"
    variant: str
    label: str
    seed: int
    recipe: str
    epochs: int
    recipe_settings: Mapping[str, str | bool | int | float | tuple[int, ...]] = field(
        default_factory=dict
    )
    """Every number of the recipe by its name."""
    train_images: int
    validation_images: int = 0
    test_images: int
    devices: int = 1
    """GPUs, or processes on the CPU, that shared the batches."""
    train_loss: tuple[float, ...] = ()
    """Mean loss of each epoch."""
    score_kinds: tuple[ScoreKind, ...] = ()
    """What the task scores, the headline first."""
    scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By a score's name, its value on the test images after each epoch."""
    validation_scores: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By a score's name, its value on the images held out of training; empty without such."""
    initial_weights_sha256: str | None = None
    """Digest of the backbone's weights before the first step: equal in every row of a seed."""
    batches_sha256: str | None = None
    """Digest of the batches in order, augmentation included: equal in every row of a seed."""
    data_fingerprint: str | None = None
    """Digest of what the data set holds."""
    resumed_at: tuple[float, ...] = ()
    """Epochs done, with their fraction, at each point where a stopped run went on."""

    def __post_init__(self) -> None:
        """Check that every score has a kind.

        Raises:
            ValueError: if one has none: nothing could print it, or say which way it is better.
        """
        names = {kind.name for kind in self.score_kinds}
        unknown = [name for name in (*self.scores, *self.validation_scores) if name not in names]
        if unknown:
            raise ValueError(
                f"scores has {unknown[0]!r}, and score_kinds has only {sorted(names)}; describe "
                "every score by a ScoreKind"
            )

    @property
    def cell(self) -> Cell:
        """What was measured, whatever the code was."""
        return self.kind, self.variant, self.seed


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedRecord(_Common):
    """All variants and the null row, timed in turns on one machine in one timing session."""

    kind: Literal["speed"] = "speed"
    variants: tuple[str, ...]
    batch_size: int
    """Images of one forward whose throughput is timed."""
    train_batch_size: int
    """Images of one training step."""
    channels_last: bool = True
    """Whether maps lay in memory with their channels last."""
    forward_s: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By variant, seconds of one evaluation forward of one batch, one value a round."""
    latency_s: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By variant, seconds of one evaluation forward of one image, one value a round."""
    train_step_s: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By variant, seconds of one training step: forward, loss, backward and update."""
    peak_forward_bytes: Mapping[str, int] = field(default_factory=dict)
    """By variant, what the tensors of one evaluation forward of one batch hold at most."""
    peak_train_step_bytes: Mapping[str, int] = field(default_factory=dict)
    """By variant, what the tensors of one training step hold at most."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """By variant that could not be timed, why; the others were timed without it."""
    load_before: float | None = None
    """Processes that ran or wanted a core when timing began, ours included.

    The system's average of the last minute; None where it has none.
    """
    load_after: float | None = None
    """The same when timing ended."""
    own_cpu_s: float | None = None
    """Seconds of processor time that timing took itself, of all its threads together."""
    session: str | None = None
    """Records of one timing session took turns: round i of one is round i of the others."""
    block_rounds: tuple[int, ...] = ()
    """Rounds of each block, in their order: what an interval takes as one draw; empty for one."""

    @property
    def cell(self) -> Cell:
        """What was measured, whatever the code was."""
        return self.kind, self.variants

    @property
    def errors(self) -> tuple[str, ...]:
        """What went wrong, of all rows or of single ones."""
        of_rows = tuple(f"{variant}: {why}" for variant, why in self.failures.items())
        return of_rows if self.error is None else (self.error, *of_rows)


AnyRecord = CostRecord | TrainRecord | SpeedRecord
RowRecord = CostRecord | TrainRecord
"""A record of one row."""

_ADAPTER: TypeAdapter[AnyRecord] = TypeAdapter(
    Annotated[AnyRecord, Field(discriminator="kind")],
    # JSON has no NaN, and null would mean "not measured".
    config=ConfigDict(ser_json_inf_nan="strings"),
)


def precedence(record: AnyRecord) -> tuple[bool, str]:
    """Orders the records of one cell: the last of them counts, a success before a failure."""
    return record.error is None, record.started_at


def newest(records: Iterable[AnyRecord]) -> list[AnyRecord]:
    """The newest record of each cell that has no error, or else its newest failure.

    A study keeps the records of older code and data too, under other keys. Timing sessions
    are all kept: which one is shown is chosen by its rows. Rows that are called alike get the file
    of their module into their name.
    """
    kept: dict[object, AnyRecord] = {}
    for record in sorted(records, key=precedence):
        kept[record.key if isinstance(record, SpeedRecord) else record.cell] = record
    return told_apart(sorted(kept.values(), key=lambda record: record.key))


def told_apart(records: Sequence[AnyRecord]) -> list[AnyRecord]:
    """The records with names of rows that differ: those that were alike have their file."""
    named = [record for record in records if not isinstance(record, SpeedRecord)]
    labels = tell_apart({record.variant: record.label for record in named})
    return [
        record if isinstance(record, SpeedRecord) else labelled(record, labels[record.variant])
        for record in records
    ]


def labelled(record: RowRecord, label: str) -> RowRecord:
    """The record with a name of its row."""
    return record if record.label == label else replace(record, label=label)


REMEDY = "delete it to measure it again"


class UnreadableRecord(ValueError):
    """A stored record that is damaged, or newer than this reader."""


def dump(record: AnyRecord) -> bytes:
    """The stored form of a record: JSON, indented, ending in a newline."""
    return _ADAPTER.dump_json(record, indent=1) + b"\n"


def load(text: bytes, name: str) -> AnyRecord:
    """The record stored in a text.

    Args:
        text: What `dump` gave.
        name: What to call the text in an error, such as its path.

    Raises:
        UnreadableRecord: if the text is damaged or of a newer schema.
    """
    return read_stored(
        text,
        name,
        _ADAPTER,
        kind="record",
        schema=SCHEMA,
        remedy=REMEDY,
        refusal=UnreadableRecord,
    )
