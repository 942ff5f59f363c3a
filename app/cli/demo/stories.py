"""A few case stories that wards have published, for the page of stories not to be empty."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.cli.demo.staff import Colleague
from app.cli.demo.wording import material
from app.consultations.models import Consultation
from app.knowledge import queries, service
from app.knowledge.rules import Words
from tenants import CenterScope, acting_for, db


def publish_stories(
    scopes: Mapping[str, CenterScope], staff: Mapping[str, Sequence[Colleague]]
) -> None:
    """Let each ward that has a story tell it, once."""
    for told in material("stories")["stories"]:
        manager = staff[told["ward"]][-1]
        with acting_for(scopes[told["ward"]], actor_id=manager.id):
            _publish(told, manager.name)


def _publish(told: Mapping[str, str], manager_name: str) -> None:
    topic = told["topic"]
    subject = db.session.scalars(
        sa.select(Consultation).order_by(Consultation.received_at.desc()).limit(1)
    ).first()
    if subject is None or queries.own_stories(limit=1):
        return
    words = Words(told["title"], told["situation"], told["response"], told["lesson"], [topic])
    story = service.begin_from(subject, actor_name=manager_name)
    story = service.revise(
        story.id, words, is_named=False, version=story.version, actor_name=manager_name
    )
    service.approve(story.id, words_hash=story.words_hash, actor_name=manager_name)
