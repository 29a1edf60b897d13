/** What the library threat model takes for foreign: what other programs give public functions. */
import { test } from 'node:test';
import { check } from './toy.ts';

const library = (text: string, files: Readonly<Record<string, string>> = {}): void =>
  check(text, files, 'library');

test('parameters of public functions and methods', () =>
  library(`
def f(a, b=None, *rest, c, **more):
    shell(a)  # ! parameter
    shell(b)  # ! parameter
    shell(rest[0])  # ! parameter
    shell("x" + c.strip())  # ! parameter
    shell(more["k"])  # ! parameter
    shell(more.get("k"))  # ! parameter
class C:
    def m(self, a):
        shell(a)  # ! parameter
        shell(self)  # ok
        def inside():
            shell(a)  # ! parameter
    @staticmethod
    def s(a):
        shell(a)  # ! parameter
    @classmethod
    def k(cls, a):
        shell(cls)  # ok
        shell(a)  # ! parameter
    def __call__(self, a):
        shell(a)  # ! parameter
`));

test("in the application threat model they are nobody else's", () =>
  check(`
def f(a):
    shell(a)  # ok
`));

test('what no program outside fills', () =>
  library(`
def _f(a):
    shell(a)  # ok
class _C:
    def m(self, a):
        shell(a)  # ok
class D:
    def _m(self, a):
        shell(a)  # ok
def g():
    def inside(a):
        shell(a)  # ok
    return inside
h = lambda a: shell(a)  # ok
`));

test('what holds no text', () =>
  library(`
def f(a: int, b: float | None, c=3, d=True, e: bool = False):
    shell(a)  # ok
    shell(b)  # ok
    shell(c)  # ok
    shell(d)  # ok
    shell(e)  # ok
def g(config):
    shell(config)  # ! parameter
    shell(config.path)  # ok
    shell(config.load())  # ok
`));

test('a call in the project gives what it gives', () =>
  library(
    `
from other import echo
def f(a):
    return a
def g():
    shell(f("x"))  # ok
    shell(echo("x"))  # ok
    _run("x")  # ok
def _run(a):
    shell(a)  # ! parameter
def h(a):
    _run(a)  # ! parameter
    shell(echo(a))  # ! parameter
`,
    { 'other.py': 'def echo(a):\n    return a\n' },
  ));

test('what a public class is made of is there in its methods', () =>
  library(`
class C:
    def __init__(self, table, size=3):
        self.table = table
        self.size = size
    def m(self):
        shell("x" + self.table)  # ! parameter
        shell(self.size)  # ok
class _D:
    def __init__(self, table):
        self.table = table
    def m(self):
        shell(self.table)  # ok
`));

test('checks count as for any foreign text', () =>
  library(`
def f(a):
    if a not in ("x", "y"):
        raise ValueError(a)
    shell(a)  # ok
`));

test('a file that is started is no library', () =>
  library(`
def f(a):
    shell(a)  # ok
if __name__ == "__main__":
    f("x")
`));
