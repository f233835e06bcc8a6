"""What the documentation points at exists, and what code points at in the documentation exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
SOURCES = [*sorted((ROOT / "ccsim").rglob("*.py")), *sorted((ROOT / "tests").rglob("*.py"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
REFERENCE = re.compile(r"docs/[\w/-]+\.md(?:#[\w-]+)?")


def anchors(page: Path) -> set[str]:
    """Anchors that a renderer gives to the headings of a page."""
    headings = re.findall(r"^#+ +(.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", re.sub(r"`|\[|\]\([^)]*\)", "", heading)) for heading in headings]
    return {heading.strip().lower().replace(" ", "-") for heading in plain}


def missing(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    found = (page.parent / path).resolve() if path else page
    if not found.exists():
        return True
    return bool(anchor) and found.suffix == ".md" and anchor not in anchors(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert not [target for target in targets if missing(page, target)]


def test_code_refers_to_headings_that_exist() -> None:
    lost = {
        f"{source.relative_to(ROOT)}: {reference}"
        for source in SOURCES
        if source != Path(__file__)
        for reference in REFERENCE.findall(source.read_text(encoding="utf-8"))
        if missing(ROOT / "x", reference)
    }
    assert not lost


def test_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert decisions
    assert not [page.name for page in decisions if f"decisions/{page.name}" not in index]


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_says_what_was_rejected(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences", "Rejected"))


def test_tests_that_the_table_of_planted_faults_names_exist() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("*.py")))
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")))
    assert len(named) > 20
    assert not [name for name in named if f"def {name}(" not in code]
