"""What templates put out, with less around it than Jinja has: a page puts out thousands of texts.

`markupsafe.escape` makes an object that remembers that it was escaped. What goes straight into the
page is never asked for that: the same rules take a tenth of the time. And what a template calls is called:
Jinja looks first whether it wants to know the context, which nothing does that our pages call.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_SPECIAL = re.compile(r"""[&<>'"]""")


def escaped(value: object) -> str:
    """The value as HTML. Markup stays as it is."""
    kind = type(value)
    if kind is str:
        return str(escape(value)) if _SPECIAL.search(value) else value  # type: ignore[call-overload,return-value]
    if kind is Markup or kind is int:
        return str(value)
    return str(escape(value))


class _Output(CodeGenerator):
    """Templates whose output is escaped by the function above."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        self.visit(node.node, frame)
        stream, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        told, self.stream = self.stream.getvalue(), stream
        # It begins as a list goes on.
        self.write(f"({told.removeprefix(', ')})")


class EscapingEnvironment(Environment):
    """An environment that always escapes."""

    code_generator_class = _Output
    escaped = staticmethod(escaped)
