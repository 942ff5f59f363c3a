"""Why a letter is seen, and how much of it."""

from collections.abc import Sequence

from app.referrals.rules.consent import SCOPE_LABELS


def why_visible(*, by_sender: bool, sender_name: str, scope: Sequence[str]) -> list[str]:
    """For whoever reads a letter: why they do, who else does, and what of the person."""
    parts = "・".join(SCOPE_LABELS[part] for part in scope)
    person = (
        f"相談者の同意があるので、{parts}も推進センターから見られます。見たことは記録に残ります。"
        if parts
        else "相談者の同意がないので、氏名・連絡先・団体名は推進センターから見えません。"
    )
    if by_sender:
        first = "あなたのセンターが推進センターに送った相談だからです。"
    else:
        first = f"{sender_name}が、推進センターにあてて送った相談だからです。"
    return [f"{first}ほかの区には見えません。", person]
