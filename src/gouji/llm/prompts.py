"""The prompts: one Markdown file each, with front matter, in prompts/ of the checkout or gouji/prompts of the wheel.

Body: `# 系统`, any number of pairs `# 例问` and `# 例答`, then `# 问`, in which alone variables stand, as {{name}}.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.errors import InternalError

Message = dict[str, str]

_FIELDS = {"name": str, "version": int, "title": str, "schema": str, "variables": list}
_OPTIONAL = {"max_tokens": int}
_ROLES = {"系统": "system", "例问": "user", "例答": "assistant", "问": "user"}
_HEADING = re.compile(r"^# (系统|例问|例答|问)[ \t]*$", re.M)
_ORDER = re.compile(r"系统(?: 例问 例答)* 问")
_VARIABLE = re.compile(r"\{\{ ?([a-z_]+) ?\}\}")
_MOST_TOKENS = 4096  # of a reply: room for thirty numbers of a paragraph, and for a model that thinks before it answers
# What a prompt puts around the text of the document; inside it nothing may look like them.
_DELIMITERS = str.maketrans({"<": "〈", ">": "〉"})
_DELIMITER = re.compile(r"<{3,}|>{3,}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One task put to the model. `text` is the whole file, `turns` its body as roles and contents, the question last."""

    name: str
    version: int
    title: str
    schema: str
    variables: tuple[str, ...]
    max_tokens: int
    turns: tuple[tuple[str, str], ...]
    text: str

    @property
    def sha(self) -> str:
        """The SHA-256 of the file, hexadecimal: two prompts of one version that differ are told apart by it."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def messages(self, **variables: str) -> list[Message]:
        """Return the conversation with the variables in place. Raises InternalError for an unknown or missing one."""
        if wrong := sorted(set(variables) ^ set(self.variables)):
            raise InternalError(f"提示词 {self.name}：变量 {'、'.join(wrong)} 缺少或没有声明。")
        *before, (role, question) = self.turns
        # in one pass, so that a document that prints {{paragraph}} is not filled in again
        filled = _VARIABLE.sub(lambda found: _inside(variables[found.group(1)]), question)
        return [{"role": r, "content": c} for r, c in (*before, (role, filled))]


def _inside(text: str) -> str:
    """Return text that cannot end the delimited block it stands in, and that UTF-8 can hold."""
    text = _DELIMITER.sub(lambda found: found.group().translate(_DELIMITERS), text)
    return text.encode("utf-8", "replace").decode("utf-8")


def prompts_folder() -> Path:
    """Return the folder of the prompts: inside an installed package, else prompts/ of the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "prompts"
    return inside if inside.is_dir() else package.parent.parent / "prompts"


def prompt_names(folder: Path | None = None) -> list[str]:
    """Return the names of all prompts, in the order of the alphabet."""
    return sorted(path.stem for path in (folder or prompts_folder()).glob("*.md") if path.stem != "README")


def all_prompts(folder: Path | None = None) -> list[Prompt]:
    """Return all prompts by name. Raises InternalError."""
    return [load_prompt(name, folder) for name in prompt_names(folder)]


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """Return one prompt. Raises InternalError, naming the file, where it is missing or not as it should be."""
    file = (folder or prompts_folder()) / f"{name}.md"
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InternalError(f"提示词 {file.name}：读不出来（{type(error).__name__}）。") from error
    head, body = _split(text, file.name)
    if head["name"] != name:
        raise InternalError(f"提示词 {file.name}：name 是 {head['name']}，应与文件名相同。")
    turns = _turns(body, file.name)
    variables = tuple(str(v) for v in head["variables"])
    *before, (_, question) = turns
    if stray := [v for _, content in before for v in _VARIABLE.findall(content)]:
        raise InternalError(f"提示词 {file.name}：变量 {'、'.join(stray)} 只能写在“# 问”里。")
    if wrong := sorted(set(_VARIABLE.findall(question)) ^ set(variables)):
        raise InternalError(f"提示词 {file.name}：变量 {'、'.join(wrong)} 只在 variables 和“# 问”的一处。")
    most = head.get("max_tokens", _MOST_TOKENS)
    return Prompt(name, head["version"], head["title"], head["schema"], variables, most, turns, text)


def _split(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Return the front matter, checked, and the body."""
    import yaml

    opening, _, rest = text.partition("\n")
    front, closing, body = rest.partition("\n---\n")
    if opening != "---" or not closing:
        raise InternalError(f"提示词 {file}：应以两行 --- 之间的设置开头。")
    try:
        head = yaml.safe_load(front)
    except yaml.YAMLError as error:
        raise InternalError(f"提示词 {file}：开头的设置不合 YAML 的写法。") from error
    known = _FIELDS | _OPTIONAL
    if not isinstance(head, dict) or not _FIELDS.keys() <= head.keys() <= known.keys():
        raise InternalError(f"提示词 {file}：设置应有 {'、'.join(_FIELDS)}，可有 {'、'.join(_OPTIONAL)}。")
    for name, value in head.items():
        if not isinstance(value, known[name]) or isinstance(value, bool) or (value in ("", 0)):
            raise InternalError(f"提示词 {file}：设置 {name} 的值不合要求。")
    return head, body


def _turns(body: str, file: str) -> tuple[tuple[str, str], ...]:
    before, *parts = _HEADING.split(body)
    names, contents = parts[::2], [content.strip() for content in parts[1::2]]
    if before.strip() or not _ORDER.fullmatch(" ".join(names)) or not all(contents):
        raise InternalError(f"提示词 {file}：正文依次应为“# 系统”、成对的“# 例问”“# 例答”、“# 问”，各有内容。")
    return tuple((_ROLES[name], content) for name, content in zip(names, contents, strict=True))
