"""Records come back as they were stored; damaged ones are refused by name."""

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attnreport.record import (
    SCHEMA,
    AnyRecord,
    Caution,
    CautionKind,
    CostRecord,
    Environment,
    PlaceRow,
    ScoreKind,
    Setting,
    SpeedRecord,
    TrainRecord,
    UnreadableRecord,
    dump,
    load,
    newest,
)

MakeCost = Callable[[str], CostRecord]
MakeSpeed = Callable[[Sequence[str]], SpeedRecord]
MakeStudy = Callable[[int], list[AnyRecord]]
MakeTrain = Callable[[str, int], TrainRecord]

counts = st.none() | st.integers()
names = st.text(max_size=20)
numbers = st.floats(allow_nan=False)
samples = st.lists(numbers, max_size=4).map(tuple)
by_counter = st.dictionaries(names, counts, max_size=3)
sentences = st.none() | names
cautions = st.lists(
    st.builds(Caution, kind=st.sampled_from(CautionKind), detail=names), max_size=2
).map(tuple)
places = st.lists(st.builds(PlaceRow), max_size=2).map(tuple)

costs = st.builds(
    CostRecord,
    wall_s=numbers,
    error=sentences,
    traceback=sentences,
    cautions=cautions,
    params=counts,
    baseline_params=counts,
    macs=by_counter,
    baseline_macs=by_counter,
    macs_by_operator=st.dictionaries(names, st.dictionaries(names, st.integers()), max_size=2),
    activations=counts,
    elementwise=counts,
    bytes_moved=counts,
    places=places,
)
trainings = st.builds(
    TrainRecord,
    wall_s=numbers,
    error=sentences,
    traceback=sentences,
    cautions=cautions,
    train_loss=samples,
    score_kinds=st.just((ScoreKind(name="top1", head="Top-1"), ScoreKind(name="loss", head="L"))),
    scores=st.dictionaries(st.sampled_from(["top1", "loss"]), samples),
    initial_weights_sha256=sentences,
    batches_sha256=sentences,
)
speeds = st.builds(
    SpeedRecord,
    wall_s=numbers,
    error=sentences,
    traceback=sentences,
    cautions=cautions,
    variants=st.lists(names, max_size=3).map(tuple),
    forward_s=st.dictionaries(names, samples, max_size=3),
)


def edited(text: bytes, **values: object) -> bytes:
    return json.dumps({**json.loads(text), **values}).encode()


def without(text: bytes, name: str) -> bytes:
    return json.dumps({k: v for k, v in json.loads(text).items() if k != name}).encode()


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty file": (lambda _: b"", "EOF"),
    "truncated": (lambda text: text[: len(text) // 2], "EOF"),
    "not JSON": (lambda _: b"seed = 0", "expected"),
    "not text": (lambda _: b"\xff\xfe\x00", "expected"),
    "two records": (lambda text: text + text, "trailing"),
    "a JSON list": (lambda text: b"[" + text + b"]", "the record: .*dictionary"),
    "an empty JSON list": (lambda _: b"[]", "the record: .*dictionary"),
    "null": (lambda _: b"null", "the record: .*dictionary"),
    "no kind": (lambda text: without(text, "kind"), "'kind'"),
    "unknown kind": (lambda text: edited(text, kind="energy"), "'energy'"),
    "missing field": (lambda text: without(text, "seed"), "train.seed: Field required"),
    "words for a number": (lambda text: edited(text, seed="many"), "train.seed: .*integer"),
    "a part of an image": (lambda text: edited(text, epochs=1.5), "train.epochs: .*integer"),
    "null for a number": (lambda text: edited(text, wall_s=None), "train.wall_s: .*number"),
    "null for a sample": (lambda text: edited(text, train_loss=[None]), "train.train_loss.1"),
    "scores without a name": (lambda text: edited(text, scores=[90.0]), "scores"),
    "a score without a kind": (lambda text: edited(text, scores={"odd": [1.0]}), "'odd'"),
    "setting of text": (lambda text: edited(text, setting="resnet50"), "train.setting"),
    "unknown caution": (
        lambda text: edited(text, cautions=[{"kind": "odd", "detail": "x"}]),
        "cautions.1.kind",
    ),
}


@given(record=costs | trainings | speeds)
@settings(max_examples=150, deadline=None)
def test_a_stored_record_comes_back_equal(record: AnyRecord) -> None:
    assert load(dump(record), "record.json") == record


def test_every_record_of_a_study_comes_back_equal(make_study: MakeStudy) -> None:
    study = make_study(3)
    assert [load(dump(record), record.key) for record in study] == study


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan], ids=str)
def test_numbers_that_json_lacks_come_back_and_are_not_taken_for_missing(
    value: float, make_train: MakeTrain
) -> None:
    record = load(dump(replace(make_train("ema", 0), train_loss=(1.0, value))), "record.json")
    assert isinstance(record, TrainRecord)
    assert repr(record.train_loss) == repr((1.0, value))


def test_the_stored_form_is_strict_json_ending_in_a_newline(make_train: MakeTrain) -> None:
    text = dump(replace(make_train("ema", 0), train_loss=(math.nan,)))
    json.loads(text, parse_constant=pytest.fail)
    assert text.endswith(b"}\n")


def test_what_was_not_measured_is_stored_as_null(make_cost: MakeCost) -> None:
    record = replace(make_cost("ema"), params=None, macs={"torch": 0, "fvcore": None})
    stored = json.loads(dump(record))
    assert stored["params"] is None
    assert stored["macs"] == {"torch": 0, "fvcore": None}


def test_a_failed_record_needs_no_measurements(make_speed: MakeSpeed) -> None:
    record = replace(make_speed(["baseline"]), error="out of memory", forward_s={})
    assert load(dump(record), "speed.json") == record


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_record_is_refused_with_its_file_the_reason_and_what_to_do(
    damage: Callable[[bytes], bytes], reason: str, make_train: MakeTrain
) -> None:
    text = damage(dump(make_train("ema", 0)))
    with pytest.raises(
        UnreadableRecord, match=rf"^study/records/k\.json is damaged \(.*{reason}.*\); delete it"
    ):
        load(text, "study/records/k.json")


@given(data=st.data())
def test_a_record_cut_anywhere_is_refused(data: st.DataObject, make_speed: MakeSpeed) -> None:
    text = dump(make_speed(["baseline", "ema"]))
    end = data.draw(st.integers(0, text.rindex(b"}")))
    with pytest.raises(UnreadableRecord, match=r"k\.json is damaged"):
        load(text[:end], "k.json")


@pytest.mark.parametrize("rest", [{}, {"kind": "energy"}, {"seed": []}], ids=str)
def test_a_newer_schema_is_refused_by_its_number_whatever_else_is_in_it(
    rest: dict[str, object], make_train: MakeTrain
) -> None:
    text = edited(dump(make_train("ema", 0)), schema_version=SCHEMA + 1, **rest)
    with pytest.raises(
        UnreadableRecord,
        match=rf"^k\.json has schema {SCHEMA + 1}, newer than .* {SCHEMA}; upgrade attnbench$",
    ):
        load(text, "k.json")


def test_records_settings_and_environments_cannot_be_changed(make_cost: MakeCost) -> None:
    record = make_cost("ema")
    with pytest.raises(FrozenInstanceError):
        record.params = 0  # type: ignore[misc]  # that it is refused is the test
    with pytest.raises(FrozenInstanceError):
        record.setting.site = "block"  # type: ignore[misc]  # as above


@pytest.mark.parametrize(
    "kind", [Environment, Setting, PlaceRow, Caution], ids=lambda k: k.__name__
)
def test_values_are_named_where_they_are_made(kind: type) -> None:
    with pytest.raises(TypeError, match="positional"):
        kind("value")


def test_records_of_older_code_do_not_count_beside_newer_ones(
    make_train: MakeTrain, make_cost: MakeCost
) -> None:
    old = replace(make_train("ema", 0), key="old", started_at="2026-01-01T00:00:00+00:00")
    new = replace(old, key="new", started_at="2026-01-02T00:00:00+00:00")
    failed = replace(old, key="failed", started_at="2026-01-03T00:00:00+00:00", error="no memory")
    other = replace(old, key="other", seed=1)
    cost = make_cost("ema")
    assert newest([new, old, failed, other, cost]) == sorted(
        [new, other, cost], key=lambda record: record.key
    )
    assert newest([failed]) == [failed]


def test_every_session_is_kept(make_speed: MakeSpeed) -> None:
    first = make_speed(("baseline", "ema"))
    second = replace(first, key="second")
    assert len(newest([first, second])) == 2
