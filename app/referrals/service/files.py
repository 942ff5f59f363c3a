"""Files that go along with a step, to the other side of the letter and nobody else."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from app.files.gateway import media_type_of, safe_name
from app.referrals.models import ReferralFile, ReferralStep
from tenants import db


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


def attach(step: ReferralStep, files: Sequence[Sent]) -> None:
    """Let the step carry these files. Raises as `check` does."""
    for sent in files:
        name = safe_name(sent.name)
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
