from sqlalchemy.dialects.postgresql import insert

from app.reports.models import SpaceMonth
from app.reports.rules import spaces
from tenants import db


def keep_space_month(entered: spaces.SpaceMonth) -> SpaceMonth:
    """Keep the minutes of a month, in the place of what was entered for it before."""
    minutes = {
        "available_minutes": entered.available,
        "joint_minutes": entered.joint,
        "standalone_minutes": entered.standalone,
    }
    values = insert(SpaceMonth).values(month=entered.month.first_day, **minutes)
    kept = values.on_conflict_do_update(
        index_elements=["center_id", "month"],
        set_={**minutes, "version": SpaceMonth.version + 1},
    )
    returned = kept.returning(SpaceMonth)
    return db.session.scalars(returned, execution_options={"populate_existing": True}).one()
