"""All words of the report and of the tables, one file per language: words/<language>.toml.

A further language is one further file with the same keys; tests compare the files' keys.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from ccsim.errors import UsageError

ENGLISH = "en"
"""The language that the program speaks by itself; its files carry no language in their names."""


def languages() -> tuple[str, ...]:
    """Codes of the languages that have a file ("en", "zh")."""
    folder = files("ccsim.report").joinpath("words")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def in_language(name: str, language: str) -> str:
    """A file's name in a language: "report.html" in English, "report.zh.html" in Chinese."""
    stem, dot, ending = name.rpartition(".")
    return name if language == ENGLISH else f"{stem}.{language}{dot}{ending}"


class Words:
    """One language's words by dotted key ("figure.load.title"); values may contain {fields}."""

    def __init__(self, language: str, entries: dict[str, str]) -> None:
        self.language, self.entries = language, entries

    def __call__(self, key: str, **fields: object) -> str:
        """The words under `key` with its fields filled in; KeyError if the catalogue lacks it."""
        text = self.entries[key]
        return text.format(**fields) if fields else text

    def count(self, key: str, n: int | float, shown: str | None = None) -> str:
        """Words that depend on a number: `key`.one for exactly 1, else `key`.many; {n} is `shown` or n itself."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=f"{n:,}" if shown is None else shown)

    def known(self, family: str, name: str, default: str | None = None) -> str:
        """Words for a name that comes from elsewhere (a ledger category, a unit): `default` or the name if unlisted."""
        return self.entries.get(f"{family}.{name}", name if default is None else default)

    def said(self, text: str) -> str:
        """What another part of the program said in English, in this language; unknown words are passed on.

        A sentence is recognised by the English catalogue's `said` entries, whose {fields} match anything.
        """
        for key, pattern in _sayings():
            match = pattern.fullmatch(text)
            if match:
                return self(key, **match.groupdict())
        return text

    def sentences(self, *parts: str) -> str:
        """Sentences joined as the language does."""
        return self("text.between_sentences").join(part for part in parts if part)


@cache
def words_of(language: str) -> Words:
    """The catalogue of a language code; UsageError with the codes that exist if there is none."""
    if language not in languages():
        raise UsageError(f"language: found {language!r}; the report is written in one of {', '.join(languages())}")
    text = files("ccsim.report").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return Words(language, dict(_flat(tomllib.loads(text))))


@cache
def _sayings() -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for key, text in words_of(ENGLISH).entries.items():
        if key.startswith("said."):
            parts = re.split(r"\{(\w+)\}", text)
            pattern = "".join(f"(?P<{part}>.+)" if i % 2 else re.escape(part) for i, part in enumerate(parts))
            found.append((key, re.compile(pattern)))
    return sorted(found, key=lambda entry: -len(entry[1].pattern))  # the more specific sentence first


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append((f"{prefix}{name}", value))
    return rows
