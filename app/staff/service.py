"""Done in the platform's scope: every act names the center it is for."""

import secrets
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app import calendar
from app.access.permissions import Role
from app.accounts import service as accounts
from app.accounts.models import Account, Membership, SignedInSession
from app.errors import DomainError, InvalidError
from app.staff import queries, rules
from app.staff.models import Invitation
from tenants import db


class LastManagerError(DomainError):
    """Somebody must be able to let the others in."""

    def __init__(self) -> None:
        super().__init__(
            "管理者が一人もいなくなるため、変えられません。先にほかの人を管理者にしてください。"
        )


class LinkSpentError(DomainError):
    status = 404

    def __init__(self) -> None:
        super().__init__("このリンクは使えません。期限が過ぎたか、使用済みか、取り消されています。")


class SharedAccountError(DomainError):
    """Whoever may choose a password may act as that person, at another center too."""

    def __init__(self) -> None:
        super().__init__("この人のパスワードは、本人が「パスワードを変える」で変えてください。")


def invite(center_id: UUID, *, email: str, name: str, role: Role, by_name: str) -> str:
    """Make a link for a new colleague; its secret is returned once.

    Whether somebody has an account already, at another center, is not told here.

    Raises:
        InvalidError: they are colleagues already.
    """
    email = email.strip().lower()
    if queries.is_colleague(center_id, email):
        raise InvalidError({"email": ["この人は、すでに職員の一覧にあります。"]})
    return _make_link(
        center_id, rules.JOIN, email=email, name=name, role=role.value, by_name=by_name
    )


def renew_password(center_id: UUID, membership: Membership, *, by_name: str) -> str:
    """Make a link with which a colleague chooses the password anew.

    Raises:
        SharedAccountError: they work elsewhere too, where this manager may not act.
    """
    if queries.works_elsewhere(center_id, membership.account_id):
        raise SharedAccountError
    account = db.session.get_one(Account, membership.account_id)
    return _make_link(
        center_id,
        rules.PASSWORD,
        email=account.email,
        name=membership.name,
        role=membership.role,
        account_id=account.id,
        by_name=by_name,
    )


def withdraw_invitation(invitation: Invitation) -> None:
    invitation.withdrawn_at = calendar.now()


def accept(key: str, *, password: str) -> str:
    """Use a link: a session begins, and its token is returned.

    Raises:
        LinkSpentError: it holds no more.
        InvalidError: no good password; or, for a known account, the wrong one.
    """
    hashed = sha256(key.encode()).digest()
    locked = sa.select(Invitation.id).where(Invitation.token_hash == hashed).with_for_update()
    db.session.execute(locked)
    invitation = queries.by_key(key)
    if invitation is None:
        raise LinkSpentError
    account = queries.account(invitation.email)
    if account and account.deactivated_at:
        raise LinkSpentError
    if invitation.purpose == rules.PASSWORD and account:
        _choose_password(account, password)
    else:
        account = _joined(invitation, account, password)
    invitation.accepted_at = calendar.now()
    return accounts.begin_session(account)


def change_role(center_id: UUID, membership: Membership, role: Role) -> None:
    """Give another role; whoever is signed in signs in anew and has it.

    Raises:
        LastManagerError: no manager would be left.
    """
    if membership.role == role.value:
        return
    _keep_a_manager(center_id, membership)
    membership.role = role.value
    end_sessions(membership)


def deactivate(center_id: UUID, membership: Membership) -> None:
    """Close the center to somebody at once; what they wrote stays theirs.

    Raises:
        LastManagerError: no manager would be left.
    """
    _keep_a_manager(center_id, membership)
    membership.deactivated_at = calendar.now()
    end_sessions(membership)


def reactivate(membership: Membership) -> None:
    membership.deactivated_at = None


def end_sessions(membership: Membership) -> None:
    """Sign somebody out everywhere."""
    db.session.flush()
    ended = sa.delete(SignedInSession).where(SignedInSession.account_id == membership.account_id)
    db.session.execute(ended)


def change_password(account_id: UUID, *, current: str, password: str) -> str:
    """Change one's own; every other session ends, and a new one begins.

    Raises:
        InvalidError: the current one is wrong, or the new one is no good.
    """
    account = db.session.get_one(Account, account_id)
    if not _is_password(account, current):
        raise InvalidError({"current": ["いまのパスワードが違います。"]})
    _choose_password(account, password)
    return accounts.begin_session(account)


def _joined(invitation: Invitation, account: Account | None, password: str) -> Account:
    if account is None:
        _check_password(password, invitation.email)
    elif not _is_password(account, password):
        raise InvalidError(
            {"password": ["パスワードが違います。いつものパスワードを入力してください。"]}
        )
    joined = accounts.keep_account(
        email=invitation.email,
        name=account.name if account else invitation.name,
        password=password,
        places=[(invitation.center_id, Role(invitation.role))],
    )
    # A center calls its people as it invited them, whatever another one calls them.
    here = sa.update(Membership).where(
        Membership.center_id == invitation.center_id, Membership.account_id == joined.id
    )
    db.session.execute(here.values(name=invitation.name))
    return joined


def _choose_password(account: Account, password: str) -> None:
    _check_password(password, account.email)
    with accounts.hashing:
        account.password_hash = accounts.hasher.hash(password)
    db.session.flush()
    db.session.execute(sa.delete(SignedInSession).where(SignedInSession.account_id == account.id))


def _check_password(password: str, email: str) -> None:
    if faults := rules.password_faults(password, email=email):
        raise InvalidError({"password": faults})


def _is_password(account: Account, password: str) -> bool:
    with accounts.hashing:
        try:
            return accounts.hasher.verify(account.password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def _keep_a_manager(center_id: UUID, membership: Membership) -> None:
    """Locked: of two managers who remove each other at once, the second stays."""
    at_work = sa.select(Membership).where(
        Membership.center_id == center_id, Membership.deactivated_at.is_(None)
    )
    rows = db.session.scalars(
        at_work.with_for_update().execution_options(populate_existing=True)
    ).all()
    managers = {row.id for row in rows if Role(row.role) in rules.MANAGERS}
    if managers == {membership.id}:
        raise LastManagerError


def _make_link(center_id: UUID, purpose: str, *, email: str, by_name: str, **told: object) -> str:
    key, now = secrets.token_urlsafe(32), calendar.now()
    earlier = sa.update(Invitation).where(
        Invitation.center_id == center_id,
        Invitation.email == email,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    db.session.execute(earlier.values(withdrawn_at=now))
    db.session.add(
        Invitation(
            center_id=center_id,
            purpose=purpose,
            email=email,
            token_hash=sha256(key.encode()).digest(),
            invited_at=now,
            invited_by_name=by_name,
            expires_at=now + rules.LINK_HOLDS_FOR,
            **told,
        )
    )
    db.session.flush()
    return key
