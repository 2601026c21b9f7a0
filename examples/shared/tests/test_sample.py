"""The sample is the same every time, and its dates are around the day it is made."""

from __future__ import annotations

from datetime import date

from task_board import sample

TODAY = date(2020, 1, 1)


def test_the_sample_is_the_same_every_time() -> None:
    assert list(sample.boards(TODAY)) == list(sample.boards(TODAY))


def test_the_sample_has_dates_around_the_day_it_is_made() -> None:
    tasks = [task for board in sample.boards(TODAY) for task in board.tasks]
    due = [each.due for each in tasks if each.due]
    written = [comment.written_at.date() for each in tasks for comment in each.comments]

    assert len(tasks) == 41
    assert date(2019, 12, 27) <= min(due) < TODAY < max(due)
    assert max(written) < TODAY


def test_everybody_named_is_of_the_team_and_on_the_board() -> None:
    team = {each.login for each in sample.TEAM}

    for board in sample.boards(TODAY):
        assert set(board.members) <= team
        for task in board.tasks:
            assert {*([task.assignee] if task.assignee else []), *(each.author for each in task.comments)} <= {
                *board.members
            }
