"""Which engine runs."""

from __future__ import annotations

import pytest

from ccsim.engine import ENGINES, REPAYS_FROM, choose, engine
from ccsim.errors import UsageError


def test_auto_takes_the_compiled_engine_where_it_saves_time():
    assert choose("auto", REPAYS_FROM - 1) == "reference"
    assert choose("auto", REPAYS_FROM) == "compiled"


def test_auto_falls_back_where_the_compiled_engine_lacks_something(monkeypatch):
    assert choose("auto", 1e9, ["message-level chats"]) == "reference"
    monkeypatch.setattr("ccsim.engine.find_spec", lambda name: None)
    assert choose("auto", 1e9) == "reference"


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_whoever_names_an_engine_gets_it(name):
    assert choose(name, 1) == choose(name, 1e9) == name
    assert engine(name).__module__ == ENGINES[name]


def test_what_the_compiled_engine_lacks_is_refused_by_name():
    with pytest.raises(UsageError, match="message-level chats"):
        choose("compiled", 1e9, ["message-level chats"])
    with pytest.raises(UsageError, match="turbo"):
        choose("turbo", 1)
