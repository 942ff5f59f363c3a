"""Notifications (お知らせ): who is told what happened to a referral, how, and why.

A center writes only its own rows, so nobody writes a notice to somebody else: what the other
side did is read where it stands, less what one has read oneself. Mail is different, for a mail
cannot be taken back: what each person was or was not sent is a row of their center.
"""
