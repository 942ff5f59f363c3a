"""What is published stays as it is; what is taken back still says so."""

from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from app import calendar
from app.errors import ChangedMeanwhileError, DomainError
from app.opendata.models import OpenDataDraft, OpenDataEdition, OpenDataFile, OpenDataWithdrawal
from app.opendata.queries import editions as queries
from app.opendata.rules import documents
from app.opendata.rules.documents import Release, Words
from app.opendata.rules.files import json_file
from app.opendata.rules.keeping import read_again
from app.opendata.service.drafts import refuse_period
from tenants import db


class NotCountedError(DomainError):
    def __init__(self) -> None:
        super().__init__("公開する数がまだできていません。でき上がってから公開してください。")


class OvertakenError(DomainError):
    """Another edition of the period came out since this draft was counted beside the earlier."""

    def __init__(self) -> None:
        super().__init__(
            "この下書きを用意したあとに、同じ期間の別の版が公開されました。"
            "二つの版の差から少ない件数がわからないよう、もう一度用意してください。"
        )


class AlreadyWithdrawnError(DomainError):
    def __init__(self) -> None:
        super().__init__("この版の公開は、すでに取りやめられています。")


def publish(draft: OpenDataDraft, *, by_name: str) -> OpenDataEdition:
    """Let everybody read the edition as it was shown. Once is enough.

    Raises:
        NotCountedError: the worker is not done.
        OvertakenError: it was not counted beside all that is public by now.
        InvalidError: a part of its period was published otherwise since.
        ChangedMeanwhileError: somebody else published at the same moment.
    """
    if published := queries.edition_of(draft):
        return published.edition
    if draft.figures is None:
        raise NotCountedError
    counted, period = read_again(draft.figures), queries.period_of(draft)
    refuse_period(period)
    earlier = sorted(queries.published_of(period))
    if earlier != sorted(counted.beside):
        raise OvertakenError
    version = len(earlier) + 1
    release = Release(documents.slug_of(period, version), version, calendar.now())
    written = list(documents.files(counted))
    words = Words(draft.title, draft.description, draft.contact)
    document = documents.metadata(counted, words, written, release)
    content = json_file(document)
    edition = OpenDataEdition(
        draft_id=draft.id,
        number=queries.last_number() + 1,
        slug=release.slug,
        title=draft.title,
        first_month=draft.first_month,
        last_month=draft.last_month,
        document=content.decode(),
        sha256=sha256(content).hexdigest(),
        published_at=release.at,
        published_by_name=by_name,
    )
    try:
        with db.session.begin_nested():
            db.session.add(edition)
    except IntegrityError:
        raise ChangedMeanwhileError from None
    for file in written:
        db.session.add(
            OpenDataFile(
                edition_id=edition.id,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
                size=len(file.content),
                sha256=file.sha256,
            )
        )
    db.session.flush()
    return edition


def withdraw(shelf: queries.Shelf, *, reason: str, by_name: str) -> OpenDataWithdrawal:
    """Give its files to nobody from now on. What was taken home stays there.

    Raises:
        AlreadyWithdrawnError: it is not public any more.
    """
    if shelf.withdrawal:
        raise AlreadyWithdrawnError
    withdrawal = OpenDataWithdrawal(
        edition_id=shelf.edition.id,
        reason=reason,
        withdrawn_at=calendar.now(),
        withdrawn_by_name=by_name,
    )
    db.session.add(withdrawal)
    db.session.flush()
    return withdrawal
