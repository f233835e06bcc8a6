"""The reference and the JSON Schema say what the loader accepts."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from ccsim.scenario.scenario import Scenario
from ccsim.scenario.schema import json_schema, markdown

ROOT = Path(__file__).parent.parent.parent
SCHEMA = json_schema()


def test_the_committed_reference_is_up_to_date() -> None:
    committed = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
    assert committed == markdown(), "run: ccsim schema --format markdown --out docs/scenario.md"


def test_every_field_of_every_block_is_documented() -> None:
    text = markdown()
    for name in Scenario.model_fields:
        assert f"| `{name}` |" in text
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) > 120
    assert not [row for row in rows if row.endswith("|  |")]


def accepts(schema: dict[str, Any], value: Any) -> bool:
    """A validator of the few JSON Schema words that the schema uses."""
    if "$ref" in schema and not accepts(SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], value):
        return False
    if "anyOf" in schema and not any(accepts(option, value) for option in schema["anyOf"]):
        return False
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float), "integer": int, "boolean": bool}
    kind = schema.get("type")
    if kind == "null":
        return value is None
    if kind and (not isinstance(value, kinds[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return False
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        return False
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    if isinstance(value, list):
        return all(accepts(schema.get("items", {}), item) for item in value)
    if isinstance(value, dict):
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        if not set(schema.get("required", ())) <= set(value):
            return False
        if not all(accepts(schema.get("propertyNames", {}), key) for key in value):
            return False
        return all(
            accepts(known[key], item) if key in known else others is True or (bool(others) and accepts(others, item))
            for key, item in value.items()
        )
    return True


def test_templates_and_shipped_scenarios_fit_the_schema() -> None:
    yaml = YAML(typ="safe")
    yaml.Constructor.yaml_constructors = dict(yaml.Constructor.yaml_constructors)
    files = [*(ROOT / "ccsim" / "templates").glob("*.yaml"), *(ROOT / "configs").rglob("*.yaml")]
    assert len(files) > 10
    for path in files:
        content = yaml.load(re.sub(r"(\d{4}-\d\d-\d\d)", r'"\1"', path.read_text(encoding="utf-8")))
        assert accepts(SCHEMA, content), path


def test_the_schema_takes_sources_where_the_loader_does_and_refuses_slips() -> None:
    assert accepts(SCHEMA, {"extends": ["a.yaml"], "handling": {"source": ["a"], "note": "b", "replace": True}})
    assert accepts(SCHEMA, {"handling": {"cv": {"value": "120%", "source": "a", "low": 0.5, "high": 2, "note": "n"}}})
    assert accepts(SCHEMA, {"bot": None, "groups": {"team": {"roster": {"value": [{"at": "08:00", "agents": 3}]}}}})
    assert not accepts(SCHEMA, {"handlng": {}})
    assert not accepts(SCHEMA, {"handling": {"customer_think": 45}})
    assert not accepts(SCHEMA, {"handling": {"customer_think": "45 parsecs"}})
    assert not accepts(SCHEMA, {"handling": {"cv": {"value": 1, "sorce": "a"}}})
    assert not accepts(SCHEMA, {"intents": {"two words": {}}})


def test_numbers_carry_their_unit() -> None:
    handling = SCHEMA["$defs"]["Handling"]["properties"]["customer_think"]
    bare = SCHEMA["$defs"][handling["anyOf"][0]["$ref"].rpartition("/")[2]]
    assert bare["x-unit"] == "s"
    assert handling["default"] == 0
    assert handling["description"].startswith("Mean time a customer takes")
