"""Knows what the deployment files promise: they are valid by Kubernetes' own schemas and name only what the program knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from settings import Settings

ROOT = Path(__file__).resolve().parents[1]
MANIFESTS = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
VERSIONS = ("1.31", "1.37")
KNOWN = {name.upper() for name in Settings.model_fields}


def documents() -> list[tuple[str, dict[str, Any]]]:
    """Every object of every manifest, named by its file, kind and name."""
    return [
        (f"{path.name} {said['kind']} {said['metadata']['name']}", said)
        for path in MANIFESTS
        for said in yaml.safe_load_all(path.read_text("utf-8"))
    ]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [said for _, said in documents() if said["kind"] == kind]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("name", "said"), documents(), ids=[name for name, _ in documents()])
def test_every_manifest_is_valid_by_the_schemas_of_kubernetes(name: str, said: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(said, version, strict=True)


def test_the_schemas_refuse_what_is_wrong() -> None:
    wrong = of_kind("Deployment")[0] | {"spec": {"replicas": "two"}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_services_and_budgets_choose_pods_that_are_there() -> None:
    pods = [said["spec"]["template"]["metadata"]["labels"] for said in of_kind("Deployment")]
    chosen = [said["spec"]["selector"] for said in of_kind("Service")]
    chosen += [said["spec"]["selector"]["matchLabels"] for said in of_kind("PodDisruptionBudget")]
    for labels in chosen:
        assert any(labels.items() <= pod.items() for pod in pods), labels


def test_manifests_set_only_settings_that_exist_and_no_secret() -> None:
    given = of_kind("ConfigMap")[0]["data"]
    assert set(given) <= KNOWN
    assert not {"SECRET_KEY", "DATABASE_URL", "APP_TOKEN"} & set(given)
    assert not of_kind("Secret")


def test_containers_run_as_nobody_special_and_write_only_where_they_must() -> None:
    for said in of_kind("Deployment"):
        pod = said["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert "limits" in container["resources"]
            if container["image"].startswith("shortlist"):
                assert pod["securityContext"]["runAsNonRoot"] is True
                assert container["securityContext"]["readOnlyRootFilesystem"] is True


def test_compose_sets_only_settings_that_exist_and_runs_several_workers() -> None:
    said = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert set(said["x-shortlist"]["environment"]) <= KNOWN
    assert said["services"]["worker"]["command"][:2] == ["python", "app_main.py"]
    assert "WORKERS" in str(said["services"]["worker"]["deploy"]["replicas"])
