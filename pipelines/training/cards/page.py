"""A page is a text with {names} in it, and what stands for them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re

NAME = re.compile(r"\{([a-z_]+)\}")


class Unknown(Exception):
    """The text has a name that nothing stands for."""


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(escape(str(cell)) for cell in line) + " |\n"
                   for line in lines)


def escape(cell):
    return cell.replace("|", "\\|").replace("\n", " ")


def number(value, digits=3, sign=""):
    return "–" if value is None else f"{value:{sign}.{digits}f}"


def fill(text, parts):
    """parts: texts by name. A section whose names all stand for nothing goes."""
    def stand_for(match):
        return parts[match[1]].strip("\n")

    sections = re.split(r"^(?=#+ )", text, flags=re.M)
    filled = ""
    for section in sections:
        names = NAME.findall(section)
        for name in names:
            if name not in parts:
                raise Unknown(f"nothing stands for {{{name}}}")
        if not names or any(parts[name] for name in names):
            filled += NAME.sub(stand_for, section).rstrip() + "\n\n"
    return re.sub(r"\n{3,}", "\n\n", filled).strip() + "\n"
