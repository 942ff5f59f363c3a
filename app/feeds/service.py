from hashlib import sha256

from app import calendar
from app.feeds import queries, rules
from app.feeds.models import CalendarFeed
from tenants import current_actor_id, db


def make() -> str:
    """Make the address of the person at work, or a new one in place of the old.

    Its secret is returned: the only moment at which it is known. The old one opens nothing
    from now on.
    """
    secret = rules.new_secret()
    feed = queries.mine() or CalendarFeed(account_id=current_actor_id())
    feed.secret_hash, feed.made_at = sha256(secret.encode()).digest(), calendar.now()
    db.session.add(feed)
    db.session.flush()
    return secret


def revoke() -> None:
    """From now on the address opens nothing. Without one nothing happens."""
    if feed := queries.mine():
        db.session.delete(feed)
        db.session.flush()
