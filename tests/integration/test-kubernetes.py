"""The manifests for Kubernetes, as far as they can be tried without one.

SPDX-License-Identifier: GPL-2.0-or-later

    test-kubernetes.py GLISSANDO PIPELINES-CLUSTER
"""
import os
import shutil
import subprocess
import sys

from glissando import PROGRAM, Skip, main, run
from libraries import prepare, rows

CLUSTER = os.path.abspath(sys.argv[2])
MANIFESTS = ("tag-job.yaml", "merge-job.yaml")


def load(name):
    try:
        import yaml
    except ImportError:
        raise Skip("PyYAML is missing: pipelines/install-packages integration")
    with open(os.path.join(CLUSTER, name)) as file:
        job = yaml.safe_load(file)
    container, = job["spec"]["template"]["spec"]["containers"]
    return job["spec"], container


def claims(spec):
    return {volume["name"]: volume["persistentVolumeClaim"]["claimName"]
            for volume in spec["template"]["spec"]["volumes"]}


def test_schema():
    """both are Jobs as Kubernetes has them, without unknown fields"""
    validate = os.environ.get("GLISSANDO_KUBERNETES_VALIDATE") or shutil.which(
        "kubernetes-validate")
    if not validate or not os.path.exists(validate):
        raise Skip("kubernetes-validate is missing: see tests/run")
    for version in ("1.29", "1.33"):
        done = subprocess.run(
            [validate, "--strict", "-k", version,
             *(os.path.join(CLUSTER, name) for name in MANIFESTS)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=120)
        assert done.returncode == 0, done.stdout
        assert done.stdout.count("passed") == len(MANIFESTS), done.stdout


def test_parts():
    """there are as many pods as parts, and both Jobs use the same volume"""
    spec, container = load("tag-job.yaml")
    environment = {one["name"]: one["value"] for one in container["env"]}
    assert spec["completionMode"] == "Indexed"
    assert int(environment["SHARDS"]) == spec["completions"]
    merge_spec, merge_container = load("merge-job.yaml")
    assert claims(merge_spec)["parts"] == claims(spec)["parts"]
    assert merge_container["image"] == container["image"]
    for one, its in ((spec, container), (merge_spec, merge_container)):
        assert {mount["name"] for mount in its["volumeMounts"]} == set(
            claims(one))


def run_container(container, **variables):
    """Its command, with the folders that its volumes would be."""
    (text,) = container["args"]
    for mount in container["volumeMounts"]:
        text = text.replace(mount["mountPath"],
                            os.path.abspath(mount["name"]))
    return subprocess.run(
        [*container["command"], text], stderr=subprocess.PIPE, text=True,
        timeout=300, stdout=subprocess.DEVNULL, env={
            **os.environ, **variables,
            "PATH": f"{os.path.abspath('bin')}:{os.environ['PATH']}"})


def test_commands():
    """what the pods run makes, merged, what one run makes"""
    _, container = load("tag-job.yaml")
    _, merge_container = load("merge-job.yaml")
    prepare()
    os.makedirs("bin", exist_ok=True)
    os.makedirs("parts", exist_ok=True)
    os.symlink(PROGRAM, "bin/glissando")
    assert run("tag", "-o", "whole.db", "music").status == 0
    for index in range(3):
        done = run_container(container, SHARDS="3",
                             JOB_COMPLETION_INDEX=str(index))
        assert done.returncode == 0, done.stderr
    done = run_container(merge_container)
    assert done.returncode == 0, done.stderr
    assert rows("parts/library.db") == rows("whole.db")


main(test_schema, test_parts, test_commands)
