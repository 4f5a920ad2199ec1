"""What a model does not change with: results of pipelines/experiments/robustness.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os

from page import number, table


class Missing(Exception):
    """The results are not of the model."""


def read(paths):
    """Disturbances by name, by the names of models."""
    models = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for model in json.load(file)["models"]:
                name = os.path.basename(model["model"]).removesuffix(
                    ".safetensors")
                models[name] = {row["disturb"]: row
                                for row in model["disturbances"]
                                if row["disturb"]}
    return models


def find(models, name):
    if name not in models:
        raise Missing(f"there are no robustness results of {name}, but of "
                      + ", ".join(models))
    return models[name]


def cells(row):
    """Change of p, and of the Pearson correlation with its interval."""
    if row is None:
        return ["–", "–"]
    less = row["less_undisturbed"]["pearson"]
    return [number(row["change"], 4), number(less["value"], sign="+")
            + f" ({number(less['low'], sign='+')} to "
              f"{number(less['high'], sign='+')})"]


def write(models, name, beside=None):
    """A table of a model, beside which another one may stand."""
    now = find(models, name)
    if beside is None:
        return table(["what was done", "change of p", "Pearson, less undisturbed"],
                     [[f"`{what}`", *cells(row)] for what, row in now.items()])
    before = find(models, beside)
    return table(
        ["what was done", "change of p", f"of {beside}",
         "Pearson, less undisturbed", f"of {beside}"],
        [[f"`{what}`", *(cell for pair in zip(cells(row),
                                              cells(before.get(what)))
                         for cell in pair)] for what, row in now.items()])
