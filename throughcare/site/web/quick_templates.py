"""Templates compiled so that a message without values costs a look-up, and the language is asked for once a page.

A list of thirty people says some four hundred messages, writes fifteen hundred values and calls five hundred macros and
functions; through the usual calls those took a third of the page's time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from throughcare.accounts.web.language import language_in_force, language_kept, quick_gettext


@lru_cache(maxsize=16_384)
def _marked(language: str, message: str) -> Markup:  # noqa: ARG001 - the language is part of the key
    # A message is a format, as everywhere in templates: two percent signs stand for one.
    return Markup(quick_gettext(message)) % {}


def quick_message(message: str) -> Markup:
    """The same for a message without values, ready for a page."""
    return _marked(language_in_force(), message)


def quick_escape(value: Any) -> str:
    """The same text as ``escape``. What is safe already is not wrapped anew: most of a page comes from macros."""
    return value if type(value) is Markup else escape(value)


class QuickContext(Context):
    """Calls macros and plain functions without asking each of them first what it wants to be passed."""

    def call(self, called: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What a call in a template does."""
        kind: type = type(called)
        if kind is not Macro and (kind is not FunctionType or hasattr(called, "jinja_pass_arg")):
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return called(self.eval_ctx, *args, **kwargs) if kind is Macro else called(*args, **kwargs)


class QuickTemplate(jinja2.Template):
    """A template that asks for the language once. Within ``override`` a template of its own must be rendered."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page as text."""
        with language_kept():
            return super().render(*args, **kwargs)


class QuickGenerator(CodeGenerator):
    """Writes ``_("A message")`` as a plain call, past the passing of contexts and the escaping that it does not need."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call."""
        message = _message_of(node)
        if message is None or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self.write(f"environment.quick_message({message!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        elif isinstance(node, nodes.Call) and _message_of(node) is not None:
            self.write("(")
        else:
            self.write("environment.quick_escape(")


def _message_of(node: nodes.Call) -> str | None:
    """The message where the call is ``_`` of one literal and nothing else."""
    if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and len(node.args) == 1):
        return None
    only = node.args[0]
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not isinstance(only, nodes.Const):
        return None
    return only.value if isinstance(only.value, str) else None


class QuickEnvironment(jinja2.Environment):
    """An environment of such templates."""

    code_generator_class = QuickGenerator
    template_class = QuickTemplate
    context_class = QuickContext
    quick_message = staticmethod(quick_message)
    quick_escape = staticmethod(quick_escape)
