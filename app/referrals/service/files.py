"""Files that go along with a step, to the other side of the letter and nobody else."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.errors import NotFoundError
from app.files.gateway import LARGEST, RefusedFileError, media_type_of, safe_name
from app.referrals import queries
from app.referrals.models import Referral, ReferralFile, ReferralStep
from app.referrals.service.steps import StepRefusedError, as_read
from tenants import db, own


class Sent(NamedTuple):
    """A file as somebody sent it."""

    name: str
    content: bytes


def check(files: Sequence[Sent]) -> None:
    """Look at the files before the step is taken that carries them.

    Raises:
        RefusedFileError: one of them is not taken, and so none is.
    """
    for sent in files:
        media_type_of(safe_name(sent.name), sent.content)
    if sum(len(sent.content) for sent in files) > LARGEST:
        raise RefusedFileError("1回に送れるファイルは、合わせて20MBまでです。")


def attach(step: ReferralStep, files: Sequence[Sent]) -> None:
    """Let the step carry these files, under names `as_read`. Raises as `check` does."""
    referral = queries.referral(step.referral_id)
    for sent in files:
        name = as_read(referral, safe_name(sent.name))
        db.session.add(
            ReferralFile(
                referral_id=step.referral_id,
                step_id=step.id,
                name=name,
                media_type=media_type_of(name, sent.content),
                content=sent.content,
                size=len(sent.content),
                sha256=sha256(sent.content).hexdigest(),
            )
        )
    db.session.flush()


def take_back(referral: Referral, file_id: UUID, *, actor_name: str) -> ReferralFile:
    """From this moment the other side can neither see nor open the file.

    Raises:
        NotFoundError: the letter has no such file.
        StepRefusedError: the other side sent it, or it was taken back before.
    """
    for file in queries.files(referral):
        if file.id == file_id:
            break
    else:
        raise NotFoundError("お探しのファイルは見つかりませんでした。")
    taken = (
        sa.update(ReferralFile)
        .where(own(ReferralFile), ReferralFile.id == file_id)
        .where(ReferralFile.reader_center_id.is_not(None))
        .values(reader_center_id=None, taken_back_at=calendar.now(), taken_back_by_name=actor_name)
        .returning(ReferralFile.id)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalars(taken).one_or_none() is None:
        raise StepRefusedError(
            "取り消せるのは、自分のセンターが送り、まだ取り消していないファイルだけです。"
        )
    db.session.refresh(file)
    return file
