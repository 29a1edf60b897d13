/** Where data goes through functions, branches, checks and files. */
import { test } from 'node:test';
import { check } from './toy.ts';

test('branches meet, loops come round, ways end', () =>
  check(`
def f(a):
    if a:
        x = source()
    else:
        x = 1
    sink(x)  # ! data
    if a:
        return
        sink(x)  # ok
    y = 1
    for i in range(3):
        sink(y)  # ! data
        y = source()
    try:
        z = source()
    except ValueError:
        z = 2
    sink(z)  # ! data
    while a:
        v = source()
        break
    else:
        v = 0
    sink(v)  # ! data
def g():
    x = source()
    x = 1
    sink(x)  # ok
    with source() as s:
        sink(s)  # ! data
    match source():
        case m:
            sink(1)  # ok
`));

test('guards', () =>
  check(`
ALLOWED = ["a", "b"]
def f(n):
    x = source()
    if x not in ALLOWED:
        abort(400)
    sink(x)  # ok
    shell(x)  # ok
def known(x):
    return x in ALLOWED
def compared(a):
    x = source()
    if a:
        if known(x) is not True:
            return
        shell(x)  # ok
    elif known(x) == True:
        shell(x)  # ok
    elif known(x) is False:
        shell(x)  # ! data
    else:
        shell(x)  # ok
def g():
    x = source()
    if not isinstance(x, list) or len(x) > 30:
        raise ValueError
    sink(x)  # ok
    shell(x)  # ! data
def h():
    d = source()
    if isinstance(d["n"], int):
        shell(d["n"])  # ok
        shell(d["m"])  # ! data
    shell(d["n"])  # ! data
def i():
    d = source()
    if "k" not in d:
        return
    sink(d["k"])  # ! data
def j():
    x = source()
    if x == "fixed":
        shell(x)  # ok
    else:
        shell(x)  # ! data
def k():
    x = source()
    if 0 < x <= 10 and isinstance(x, float):
        sink(x)  # ok
    sink(x)  # ! data
`));

test('functions, methods, closures and module variables', () =>
  check(`
shared = source()
def f():
    sink(shared)  # ! data
class A:
    def read(self):
        sink(self.x)  # ! data
        sink(self.y)  # ok
    def fill(self):
        self.x = source()
        self.y = 1
def outer(p):
    def inner():
        sink(p)  # ok
        q = source()
        sink(q)  # ! data
    g = lambda v: sink(v)  # ok
`));

test('what is handed to a function', () =>
  check(`
def run(cmd):
    shell(cmd)  # ! data
def safe(cmd):
    shell(cmd)  # ok
def twice(a, *rest, **options):
    sink(a)  # ok
    sink(rest[0])  # ! data
    sink(options["k"])  # ! data
    sink(options["l"])  # ok
def same(x):
    return x
def fixed(x):
    return "fixed"
def pair(x):
    return "a", x
def main():
    run(same(source()))  # ok
    safe(fixed(source()))
    twice(1, source(), k=source(), l=2)
    first, second = pair(source())
    sink(first)  # ok
    sink(second)  # ! data
    sink(same(x=source()))  # ! data
run(source())  # ok
`));

test('items and attributes', () =>
  check(`
def f():
    d = {"a": source(), "b": 1}
    sink(d["a"])  # ! data
    sink(d["b"])  # ok
    sink(d)  # ! data
    d["a"] = 2
    sink(d["a"])  # ok
    items = ["x", source()]
    sink(items[0])  # ok
    sink(items[1])  # ! data
    for item in items:
        sink(item)  # ! data
    other = items
    items = []
    more = items
    more.append(source())
    sink(items)  # ! data
    for key, value in d.items():
        sink(value)  # ok
    names = [x for x in [source()]]
    sink(names[0])  # ! data
`));

test('classes', () =>
  check(`
class Box:
    def __init__(self, value, name="x"):
        self.value = value
        self.name = name
    def get(self):
        return self.value
    @property
    def label(self):
        return self.name
    def put(self, value):
        self.value = value
        return self
class Loud(Box):
    def __init__(self, value):
        super().__init__(value)
    def shout(self):
        shell(self.get())  # ! data
def f():
    a = Box(source())
    b = Box("b")
    sink(a.get())  # ! data
    sink(a.value)  # ! data
    sink(a.label)  # ok
    sink(b.get())  # ok
    b.put(source())
    sink(b.value)  # ! data
    sink(Box("c", source()).label)  # ! data
    Loud(source()).shout()
    sink(Box(1).put(source()).get())  # ! data
`));

test('checks in functions', () =>
  check(`
ALLOWED = ["a"]
def check(x):
    if x not in ALLOWED:
        raise ValueError
def good(x):
    return x in ALLOWED
def stop():
    raise SystemExit
def wash(x):
    if x in ALLOWED:
        return x
    return "a"
def f():
    x = source()
    shell(x)  # ! data
    check(x)
    shell(x)  # ok
def g():
    x = source()
    if good(x):
        shell(x)  # ok
    else:
        shell(x)  # ! data
    shell(wash(x))  # ok
def h():
    x = source()
    if not good(x):
        stop()
    shell(x)  # ok
`));

test('closures, callbacks, generators, circles', () =>
  check(`
def outer():
    p = source()
    def inner():
        sink(p)  # ! data
    def make(v):
        def later():
            return v
        return later
    sink(make(p)())  # ! data
    sink(make(1)())  # ok
    list(map(lambda v: shell(v), [p]))  # ! data
def numbers(x):
    yield x
def gather():
    for n in numbers(source()):
        sink(n)  # ! data
def even(x, n):
    return odd(x, n - 1) if n else x
def odd(x, n):
    return even(x, n - 1) if n else ""
def circle():
    sink(even(source(), 3))  # ! data
    sink(odd("", 3))  # ok
async def later(x):
    return x
async def wait():
    sink(await later(source()))  # ! data
CACHE = {}
STATE = None
def store():
    global STATE
    CACHE["k"] = source()
    STATE = source()
def load():
    sink(CACHE["k"])  # ! data
    sink(STATE)  # ! data
`));

test('other files', () =>
  check(
    `
from helpers import run, clean_up, Shell, ask as question, numbers
import helpers
import pkg.deep
def f():
    x = source()
    run(x)  # ! data
    sink(clean_up(x))  # ok
    Shell(x).go()  # ! data
    Shell("a").go()  # ok
    sink(question())  # ! data
    pkg.deep.far(x)  # ! data
    for n in numbers(x):
        sink(n)  # ! data
`,
    {
      'helpers.py': `
from toy import shell, source
def run(cmd):
    shell(cmd)
def clean_up(x):
    return "a"
class Shell:
    def __init__(self, cmd):
        self.cmd = cmd
    def go(self):
        shell(self.cmd)
def ask():
    return source()
def numbers(x):
    yield x
`,
      'pkg/__init__.py': '',
      'pkg/deep.py': `
from helpers import run
def far(x):
    near(x)
def near(x):
    run(cmd=x)
`,
    },
  ));
