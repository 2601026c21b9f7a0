"""Boards and their members."""

from __future__ import annotations

from django.http import HttpRequest
from mizan_django import client
from task_board.errors import LastMember, NoSuchPerson
from task_board.schemas import BoardInfo, BoardLink, BoardTitle, CommentOut, Id, Person, Remark, TaskCard

from ..access import SignedIn, board_of, on_board
from ..models import Account, Board, Comment, Membership, Task


@client(context="global", auth=False)
def my_boards(request: HttpRequest) -> list[BoardLink]:
    """The boards that the caller is a member of; none for nobody."""
    if not request.user.is_authenticated:
        return []
    return [BoardLink.model_validate(each) for each in Board.objects.filter(members=request.user).counted()]


@client(context="board", auth=True)
def board(request: SignedIn, board_id: Id) -> BoardInfo:
    """A board's title and rules."""
    return BoardInfo.model_validate(board_of(request, board_id))


@client(context="board", auth=True)
def board_members(request: SignedIn, board_id: Id) -> list[Person]:
    """Who works on a board."""
    members = on_board(request, board_id, Account.objects.all(), path="boards")
    return [Person.model_validate(each) for each in members]


@client(context="board", auth=True)
def board_tasks(request: SignedIn, board_id: Id) -> list[TaskCard]:
    """The cards of a board."""
    return [TaskCard.model_validate(each) for each in on_board(request, board_id, Task.objects.cards())]


@client(context="board", auth=True)
def board_activity(request: SignedIn, board_id: Id) -> list[Remark]:
    """The newest comments on a board."""
    newest = Comment.objects.select_related("author", "task").order_by("-written_at", "-id")
    return [
        Remark(comment=CommentOut.model_validate(each), task_id=each.task_id, task=each.task.title)
        for each in on_board(request, board_id, newest, path="task__board", most=5)
    ]


@client(affects=my_boards, auth=True)
def create_board(request: SignedIn, title: BoardTitle) -> BoardLink:
    """Start a board with the caller as its only member."""
    row = Board.objects.create(title=title)
    Membership.objects.create(board=row, account=request.user)
    return BoardLink(id=row.pk, title=row.title, all_tasks=0, open_tasks=0)


@client(affects=["board", my_boards], auth=True)
def rename_board(request: SignedIn, board_id: Id, title: BoardTitle) -> BoardInfo:
    """Give a board another title."""
    row = board_of(request, board_id)
    row.title = title
    row.save(update_fields=["title"])
    return BoardInfo.model_validate(row)


@client(affects="board", auth=True, raises=[NoSuchPerson])
def add_member(request: SignedIn, board_id: Id, login: str) -> Person:
    """Let somebody else work on a board."""
    row = board_of(request, board_id)
    person = Account.objects.filter(login=login.strip().lower()).first()
    if person is None:
        raise NoSuchPerson
    Membership.objects.bulk_create([Membership(board=row, account=person)], ignore_conflicts=True)
    return Person.model_validate(person)


@client(affects=["board", my_boards], auth=True, raises=[LastMember])
def remove_member(request: SignedIn, board_id: Id, person_id: Id) -> None:
    """Take somebody off a board, and off its tasks."""
    row = board_of(request, board_id, Board.objects.select_for_update(of=("self",)))
    members = Membership.objects.filter(board=row)
    if [each.account_id for each in members] == [person_id]:
        raise LastMember
    members.filter(account=person_id).delete()
    row.tasks.filter(assignee=person_id).update(assignee=None)
