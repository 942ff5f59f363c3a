"""What is asked: `facts` (what happened, whom it concerns), `notices` (one's own), `mails`."""

from app.notifications.queries import mails
from app.notifications.queries.notices import Notice, count_unread, heard, page, unread_ids

__all__ = ["Notice", "count_unread", "heard", "mails", "page", "unread_ids"]
