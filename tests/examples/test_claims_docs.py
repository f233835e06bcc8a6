"""The page on adding a claim, tried as written: the YAML is saved, its commands are run, a verdict comes out."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccsim.claims import plan
from ccsim.claims.plan import Settings
from ccsim.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "add-a-claim.md").read_text(encoding="utf-8")
TINY = Settings(6, 3, 2, 2, 4, 1, 1e9, 2)
"""As --quick does, with a handful of draws: what is tried is the page, not the statistics."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_ten_lines_give_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (yaml,) = blocks("yaml")
    assert len(yaml.splitlines()) == 10
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(plan, "QUICK", TINY)
    name = re.search(r"Save this as `([\w.]+)`", PAGE)
    assert name is not None
    Path(name[1]).write_text(yaml)
    (commands,) = blocks("sh")
    said = []
    for line in commands.splitlines():
        arguments = shlex.split(line)
        assert arguments.pop(0) == "ccsim"
        jobs = ["-j", "1"] if "check" in arguments else []
        done = CliRunner().invoke(cli, [*arguments, *jobs])
        assert done.exit_code == 0, done.output
        said.append(done.output)
    assert "Reading" in said[0]
    assert re.search(r"fast_answer: (SUPPORTED|CONTRADICTED|UNDETERMINED)", said[1])
    assert "ccsim claims check my_claims.yaml --only fast_answer --quick" in said[1]
    page = (tmp_path / "claims-report" / "claims.html").read_text(encoding="utf-8")
    assert "within 20 seconds" in page


def test_the_page_on_the_method_names_every_quantity() -> None:
    from ccsim.claims.quantities import QUANTITIES

    method = (ROOT / "docs" / "claims-method.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in method for name in QUANTITIES)
