"""What fixes did to the statements of Python files, by Python's own parser.

Reads JSON from standard input: {"texts": [text, ...], "cases": [{"text": index, "edits": [[start, end, text], ...],
"finding": [start, end]}]}, offsets in UTF-16 units. Writes {"answers": [[problem, ...], ...], "unparsed": [index, ...]}: for each case in words what
is wrong, and the texts that Python does not parse as they are, which are not judged. Knows nothing of rules.

Every statement but those that a fix edits must still be there, in the same order and as deep as it was. Of a compound
statement that is its head; what stands in its blocks are statements of their own.
"""

import ast
import json
import re
import sys
import warnings

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class Text:
    """A text whose places are UTF-16 units."""

    def __init__(self, text):
        self.text = text
        self.data = text.encode("utf-16-le", "surrogatepass")

    def part(self, start, end):
        return self.data[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")

    def applied(self, edits):
        out, at = b"", 0
        for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
            out += self.data[2 * at : 2 * start] + new.encode("utf-16-le", "surrogatepass")
            at = end
        return Text((out + self.data[2 * at :]).decode("utf-16-le", "surrogatepass"))


def places(text):
    """A function from Python's line and column (in UTF-8 bytes) to UTF-16 units."""
    lines, starts, at = [], [], 0
    for line in re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z", text):
        lines.append(line.encode("utf-8", "surrogatepass"))
        starts.append(at)
        at += len(line.encode("utf-16-le", "surrogatepass")) // 2

    def place(line, column):
        before = lines[line - 1][:column].decode("utf-8", "surrogatepass")
        return starts[line - 1] + len(before.encode("utf-16-le", "surrogatepass")) // 2

    return place


def blocks_of(node):
    return {name: block for name in BLOCKS if isinstance(block := getattr(node, name, None), list)}


def head_of(node):
    """What a statement is without the statements in it."""
    blocks = blocks_of(node)
    for name in blocks:
        setattr(node, name, [])
    head = ast.dump(node)
    for name, block in blocks.items():
        setattr(node, name, block)
    return head


def first_of(node):
    """The first thing of a statement that has a place: a `case` has only that of its pattern."""
    at = getattr(node, "pattern", node)
    return min([at, *getattr(node, "decorator_list", [])], key=lambda one: (one.lineno, one.col_offset))


def statements(text):
    """(start, end, key) of every statement, in the order of the text."""
    mark = 1 if text.text.startswith("\ufeff") else 0
    tree = ast.parse(text.text[mark:])
    place = places(text.text[mark:])
    found = []

    def visit(node, depth, owner):
        inner = [child for block in blocks_of(node).values() for child in block]
        first = first_of(node)
        start = mark + place(first.lineno, first.col_offset)
        if inner:
            begin = min((first_of(child) for child in inner), key=lambda one: (one.lineno, one.col_offset))
            end = mark + place(begin.lineno, begin.col_offset)
            end = start + len(text.part(start, end).rstrip().encode("utf-16-le", "surrogatepass")) // 2
        else:
            end = mark + place(node.end_lineno, node.end_col_offset)
        found.append((start, end, f"{depth} {owner} {head_of(node)}"))
        for child in inner:
            visit(child, depth + 1, type(node).__name__)

    for child in tree.body:
        visit(child, 0, "Module")
    return found


def touches(edit, start, end):
    """What is put at either end of a statement, on lines of its own, stands beside it."""
    first, last, put = edit
    if start < last and first < end:
        return True
    if first != last:
        return False
    return (first == end and not re.match(r"\r?\n", put)) or (first == start and not re.search(r"\n[ \t]*\Z", put))


def is_own(edits, start, end, finding):
    """Whether a fix may have changed a statement: it edits it, and does not simply take it away with another one."""
    for edit in edits:
        if not touches(edit, start, end):
            continue
        whole = edit[0] <= start and end <= edit[1]
        if not whole or (start <= finding[1] and finding[0] <= end):
            return True
    return False


def problems(text, known, case):
    try:
        new = [key for _, _, key in statements(text.applied(case["edits"]))]
    except (SyntaxError, ValueError) as error:
        return [f"Python does not parse it: {error}"]
    lost, at = [], 0
    for start, end, key in known:
        if is_own(case["edits"], start, end, case["finding"]):
            continue
        try:
            at = new.index(key, at) + 1
        except ValueError:
            lost.append(f"a statement is lost or moved: {text.part(start, end)[:80]!r}")
    return lost


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    asked = json.load(sys.stdin)
    texts = [Text(text) for text in asked["texts"]]
    read = []
    for text in texts:
        try:
            read.append(statements(text))
        except (SyntaxError, ValueError, RecursionError):
            read.append(None)
    answers = []
    for case in asked["cases"]:
        known = read[case["text"]]
        answers.append([] if known is None else problems(texts[case["text"]], known, case))
    unparsed = [index for index, known in enumerate(read) if known is None]
    json.dump({"answers": answers, "unparsed": unparsed}, sys.stdout)


main()
