"""What no linter knows about this house."""

import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2]
SPEAKS_SQL = re.compile(r"/(queries|service)(/|\.py)")
DRAWS_SVG = {"app/web/templates/macros/figures.html"}
"""Shows what app.documents drew, which escapes the words itself."""

PASSES_CENTER = {
    "app/accounts/queries.py",  # reads the memberships of one person, for the door
    "app/accounts/service.py",  # the platform keeps memberships for centers
    "app/staff/service.py",  # invites in the platform's scope, for the center of the address
    "app/canaries/service.py",  # the same, for the two wards that no city has
}
# Names of XML vocabularies and of licences look like addresses; nobody goes there.
ADDRESS = re.compile(
    r"https?://(?!127\.0\.0\.1|www\.w3\.org|schemas\.|creativecommons\.org)[a-z0-9.-]+",
    re.IGNORECASE,
)


def templates() -> list[Path]:
    return sorted((HOUSE / "app").rglob("templates/**/*.html"))


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for folder in folders:
        for path in sorted((HOUSE / folder).rglob("*.py")):
            yield path.relative_to(HOUSE).as_posix(), path.read_text(encoding="utf-8")


def found(pattern: str, paths: list[Path]) -> list[str]:
    said = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(HOUSE)}: {hit[0]}"
        for path in paths
        for hit in said.finditer(path.read_text(encoding="utf-8"))
    ]


def test_no_template_has_script_or_style_in_it():
    """The content security policy would refuse it in the browser, silently."""
    assert len(templates()) > 10
    assert (
        found(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", templates()) == []
    )


def test_no_template_loads_anything_from_elsewhere():
    assert found(r"""(?:src|href|action)=["'](?:https?:)?//""", templates()) == []


def test_no_template_shows_text_unescaped():
    unescaped = found(r"\|\s*safe|autoescape\s+false", templates())
    assert {hit.partition(":")[0] for hit in unescaped} <= DRAWS_SVG


def test_no_feature_passes_a_center():
    """The database fills it in, from the scope that was announced."""
    passing = {
        path
        for path, text in sources("app")
        if SPEAKS_SQL.search(path) and re.search(r"\bcenter_id\s*=(?!=)", text)
    }
    assert passing - PASSES_CENTER == set()


def test_only_the_settings_read_the_environment():
    readers = {path for path, text in sources("app", "tenants", "worker") if "os.environ" in text}
    assert readers == {"app/settings.py", "app/cli/prepare.py"}


def test_the_program_knows_no_address_outside():
    known = {path: ADDRESS.findall(text) for path, text in sources("app", "tenants", "worker")}
    assert {path: hits for path, hits in known.items() if hits} == {}
