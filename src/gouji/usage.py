"""The words of the command line itself in Chinese: help pages and the messages for a wrong option.

typer (with click, in it or beside it) knows them in English only; `translated` turns its fixed headings, `explained`
what its exceptions say. Both let through what they do not know.
"""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_HELP = (
    (re.compile(r"^Usage: ", re.M), "用法："),
    (re.compile(r"^Arguments:$", re.M), "参数："),
    (re.compile(r"^Options:$", re.M), "选项："),
    (re.compile(r"^Commands:$", re.M), "命令："),
    (re.compile(r"Show this message and exit\."), "显示这段说明。"),
    (re.compile(r"\[OPTIONS\]"), "[选项]"),
    (re.compile(r"\{([^{}\n]+…)\}"), r"\1"),
    (re.compile(r"COMMAND \[ARGS\]\.\.\."), "命令 …"),
    (re.compile(r"\s*\[required\]"), ""),
    (re.compile(r"\[default: ([^]]*)\]"), r"[默认 \1]"),
)
_EXTRA = re.compile(r"unexpected extra argument(?:s|\(s\))? \((.*)\)")

# click stands inside newer typers and beside older ones: its exceptions are found through one that typer exports.
UsageProblem: type[Any] = typer.BadParameter.__mro__[1]


def translated(page: str) -> str:
    """Return a help page or usage line with its fixed words in Chinese."""
    for pattern, words in _HELP:
        page = pattern.sub(words, page)
    return page


class Command(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        return translated(super().get_help(ctx))


class Group(TyperGroup):
    """The commands together; a misspelt one is answered with the nearest."""

    def get_help(self, ctx: Any) -> str:
        return translated(super().get_help(ctx))

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)  # in the order of cli.py, not of the alphabet

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from gouji.config import near

            raise UsageProblem(f"没有 {args[0]} 这个命令{near(args[0], self.commands)}。", ctx)
        return super().resolve_command(ctx, args)


def explained(error: Any) -> str:
    """Return what is wrong with a command line, and where its help is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(error.message)
    ctx = getattr(error, "ctx", None)
    hint = f"\n用 {ctx.command_path} --help 看用法。" if ctx is not None else ""
    return f"{_message(error)}{hint}"


def _message(error: Any) -> str:
    name = type(error).__name__
    option = getattr(error, "option_name", "")
    parameter = getattr(error, "param", None)
    if name == "NoSuchOption":
        near = "、".join(sorted(error.possibilities or ()))
        return f"没有 {option} 这个选项" + (f"，相近的有 {near}。" if near else "。")
    if name == "MissingParameter" and parameter is not None:
        return f"缺少{parameter.metavar or parameter.opts[0]}。"
    if name == "BadOptionUsage":
        return f"{option} 不带值。" if "does not take" in error.message else f"{option} 后面缺一个值。"
    extra = _EXTRA.search(getattr(error, "message", ""))
    return f"多出的参数：{extra.group(1)}。" if extra else str(error.format_message())
