"""Each answer on a study that was planted for it."""

from collections.abc import Callable

import pytest

from attnreport.answer.answer import Answer, answer
from attnreport.answer.row_answer import Kind
from attnreport.comparison.budget import read_limit
from tests.reports.answer.conftest import Planted, Study

FIVE = (70.0, 70.4, 70.2, 70.1, 70.3)
"""Scores of the baseline under five seeds."""


def scores(difference: float, jitter: float = 0.05) -> tuple[float, ...]:
    """The baseline's scores moved by a difference that varies a little over the seeds."""
    return tuple(
        score + difference + jitter * sign
        for score, sign in zip(FIVE, (1, -1, 0, 1, -1), strict=True)
    )


def of_row(made: Answer, name: str = "ROW") -> tuple[Kind, str]:
    return made.by_row[name].kind, made.by_row[name].reason


@pytest.fixture
def five(study: Study) -> Callable[..., Answer]:
    """Answers for one row of five seeds."""

    def make(*, worth: float = 0.5, **row: object) -> Answer:
        planted = Planted(**row)  # type: ignore[arg-type]  # fields by name
        return answer(study(baseline=Planted(scores=FIVE), row=planted), worth=worth)

    return make


def test_a_row_that_is_shown_better_earns_its_cost(five: Callable[..., Answer]) -> None:
    made = five(scores=scores(2.0), ratio=1.3, macs=0.2)
    assert of_row(made) == (Kind.YES, "better, slower")
    assert made.sentence == "resnet50 on cifar100, 5 seeds: ROW earns its cost"


def test_a_row_that_is_shown_worse_does_not_whatever_it_costs(
    five: Callable[..., Answer],
) -> None:
    assert of_row(five(scores=scores(-2.0))) == (Kind.NO, "worse")


def test_a_costly_tie_does_not_earn_its_cost_where_a_gain_worth_having_is_excluded(
    five: Callable[..., Answer],
) -> None:
    made = five(scores=scores(0.0), ratio=1.3)
    assert of_row(made) == (Kind.NO, "no gain of 0.5, slower")
    assert made.sentence.endswith("5 seeds: ROW is not shown to earn its cost")


def test_a_costly_tie_is_open_where_a_gain_worth_having_may_still_be(
    five: Callable[..., Answer],
) -> None:
    made = five(scores=scores(0.0, jitter=1.0), ratio=1.3)
    assert of_row(made) == (Kind.OPEN, "no gain shown, slower")
    assert made.by_row["ROW"].seeds == made.seeds
    assert str(made.by_row["ROW"]) == f"open: no gain shown, slower (~{made.seeds} seeds)"


def test_what_a_gain_is_worth_decides(five: Callable[..., Answer]) -> None:
    planted = {"scores": scores(0.3), "ratio": 1.3}
    assert of_row(five(worth=0.1, **planted)) == (Kind.YES, "better, slower")
    assert of_row(five(worth=2.0, **planted)) == (Kind.NO, "gain below 2, slower")


def test_a_tie_that_costs_nothing_is_free(five: Callable[..., Answer]) -> None:
    made = five(scores=scores(0.0))
    assert of_row(made) == (Kind.FREE, "no cost shown, no gain shown")
    assert "ROW costs nothing that can be shown" in made.sentence


def test_a_row_without_cost_is_open_where_a_loss_is_not_excluded(
    five: Callable[..., Answer],
) -> None:
    assert of_row(five(scores=scores(-0.2, jitter=1.0)))[0] is Kind.OPEN


@pytest.mark.parametrize("cost", [{"ratio": 1.2}, {"params": 0.1}, {"macs": 0.1}])
def test_each_cost_that_is_shown_counts(
    cost: dict[str, float], five: Callable[..., Answer]
) -> None:
    assert of_row(five(scores=scores(0.0), **cost))[0] is Kind.NO


def test_parameters_that_print_as_nothing_are_no_cost(five: Callable[..., Answer]) -> None:
    assert of_row(five(scores=scores(0.0), params=0.0005))[0] is Kind.FREE


def test_where_lower_is_better_a_lower_score_is_the_gain(study: Study) -> None:
    rows = {
        "baseline": Planted(scores=FIVE),
        "row": Planted(scores=scores(-2.0), ratio=1.3),
        "other": Planted(scores=scores(2.0)),
    }
    made = answer(study(higher_is_better=False, **rows))
    assert of_row(made)[0] is Kind.YES
    assert of_row(made, "OTHER") == (Kind.NO, "worse")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("1.5x", (Kind.YES, "better, slower")),
        ("1.1x", (Kind.NO, "over budget: latency")),
        ("1.3x", (Kind.OPEN, "better, budget undecided: latency")),
    ],
)
def test_a_gain_counts_only_within_the_budget(
    limit: str, expected: tuple[Kind, str], study: Study
) -> None:
    budget = (read_limit("latency", limit),)
    rows = {
        "baseline": Planted(scores=FIVE),
        "row": Planted(scores=scores(2.0), ratio=1.3),
    }
    assert of_row(answer(study(budget=budget, **rows))) == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ((68.0, 67.0), (Kind.NO, "worse under both seeds")),
        ((69.8, 70.0), (Kind.OPEN, "no gain seen, slower")),
        ((71.4, 70.7), (Kind.OPEN, "better under both seeds, slower")),
        ((71.4, 70.0), (Kind.OPEN, "no gain shown, slower")),
    ],
)
def test_two_seeds_are_said_as_what_they_are(
    own: tuple[float, ...], expected: tuple[Kind, str], study: Study
) -> None:
    made = answer(study(baseline=Planted(scores=(70.0, 70.4)), row=Planted(scores=own, ratio=1.3)))
    assert of_row(made) == expected
    assert "2 seeds are too few to rank rows" in made.warnings[0]


def test_one_seed_leaves_every_row_open(study: Study) -> None:
    rows = {
        "baseline": Planted(scores=(70.0,)),
        "row": Planted(scores=(60.0,)),
        "other": Planted(scores=(80.0,), ratio=1.3),
    }
    made = answer(study(**rows))
    assert of_row(made) == (Kind.OPEN, "no gain seen under one seed")
    assert of_row(made, "OTHER") == (Kind.OPEN, "better under one seed, slower")


def test_without_training_the_answer_is_about_costs_alone(study: Study) -> None:
    rows = {"baseline": Planted(), "row": Planted(), "other": Planted(ratio=1.3)}
    made = answer(study(**rows))
    assert of_row(made) == (Kind.FREE, "no cost shown")
    assert of_row(made, "OTHER") == (Kind.OPEN, "not trained, slower")
    assert made.sentence == (
        "resnet50 on cifar100: costs alone, no row was trained; ROW costs nothing that can be shown"
    )


def test_a_row_that_failed_is_open_and_named(study: Study) -> None:
    rows = {
        "baseline": Planted(scores=FIVE),
        "row": Planted(error="out of memory at step 3"),
        "other": Planted(scores=scores(2.0)),
    }
    made = answer(study(**rows))
    assert of_row(made) == (Kind.OPEN, "failed")
    assert of_row(made, "OTHER")[0] is Kind.YES
    assert made.warnings[0] == "failed: out of memory at step 3"


def test_a_noisy_clock_shows_no_freedom_from_cost_but_a_cost_beyond_its_noise(study: Study) -> None:
    rows = {
        "baseline": Planted(scores=FIVE),
        "row": Planted(scores=scores(0.0), ratio=1.05),
        "other": Planted(scores=scores(0.0), ratio=1.5),
    }
    made = answer(study(null=1.1, **rows))
    assert of_row(made)[0] is Kind.OPEN
    assert of_row(made, "OTHER") == (Kind.NO, "no gain of 0.5, slower")
    assert any("timing noise up to 10%" in warning for warning in made.warnings)


def test_rows_that_were_not_timed_are_not_free(study: Study) -> None:
    rows = {"baseline": Planted(scores=FIVE), "row": Planted(scores=scores(0.0))}
    assert of_row(answer(study(is_timed=False, **rows)))[0] is Kind.OPEN


def test_scores_at_chance_level_say_nothing(study: Study) -> None:
    rows = {"baseline": Planted(scores=(10.4, 9.8)), "row": Planted(scores=(8.0, 7.5))}
    made = answer(study(chance=10.0, **rows))
    assert of_row(made) == (Kind.OPEN, "at chance level")
    assert made.is_at_chance


def test_a_row_that_falls_to_chance_level_is_worse(study: Study) -> None:
    rows = {"baseline": Planted(scores=FIVE), "row": Planted(scores=(10.0, 10.1, 9.8, 10.3, 9.9))}
    assert of_row(answer(study(chance=10.0, **rows))) == (Kind.NO, "worse")


def test_the_size_that_grows_most_is_named(study: Study) -> None:
    rows = {"baseline": Planted(), "row": Planted(params=0.09, macs=0.002)}
    assert of_row(answer(study(**rows))) == (Kind.OPEN, "not trained, more parameters")
