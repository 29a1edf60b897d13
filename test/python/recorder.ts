/**
 * Runs Python with stand-ins for everything that it imports or leaves undefined: they record how they are called, so
 * that a test can look at what a library would have been given. Knows no rule and no library.
 */
import { spawnSync } from 'node:child_process';

const found = spawnSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 9))'], {
  encoding: 'utf8',
});

/** Why Python cannot be run here; false where it can. */
export const missing: string | false =
  found.stdout?.trim() === 'True'
    ? false
    : 'no python3 of version 3.9 or later on PATH; install it to run the fixed examples';

/** A program, and Python that looks at what it did: `app` (its names), `calls`, `raised`. */
export interface Run {
  readonly text: string;
  readonly check: string;
}

/** A stand-in is a text, its own name, with any attribute, callable and indexable; results carry `()`. Read in blocks, it is empty. */
const RECORDER = `
import ast, asyncio, builtins, inspect, json, sys, types

calls, raised = [], []

class Recorder(str):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name.endswith("Error"):
            return RuntimeError
        made = Recorder(self + "." + name if self else name)
        setattr(self, name, made)
        return made
    def __call__(self, *args, **named):
        calls.append((str(self), args, named))
        decorates = len(args) == 1 and not named and (inspect.isfunction(args[0]) or inspect.isclass(args[0]))
        if self.endswith(".read") and args:
            return b""
        return args[0] if decorates else Recorder(self + "()")
    def __getitem__(self, key): return Recorder(self + "[]")
    def __truediv__(self, other): return Recorder(self + "/" + other)
    def __setitem__(self, key, value): pass
    def __iter__(self): return iter([Recorder(self + "[]")])
    def __enter__(self): return self
    def __exit__(self, *error): return False
    async def __aenter__(self): return self
    async def __aexit__(self, *error): return False
    def __await__(self):
        return self
        yield
    def __int__(self): return 1
    __index__ = __len__ = __int__
    def __bool__(self): return True
    def __rsub__(self, other): return 0.0
    __sub__ = __rsub__
    def __float__(self): return 1.0
    def __lt__(self, other): return False
    __gt__ = __le__ = __ge__ = __lt__
    def __mro_entries__(self, bases): return (Base,)
    def format(self, *args): return str.format(str(self), *args)
    def join(self, *parts):
        return str.join(str(self), *parts) if len(parts) == 1 else self.__getattr__("join")(*parts)
    def split(self, *args, **named):
        return self.__getattr__("split")(*args, **named) if "groups" in named else str.split(str(self), *args, **named)
    def __next__(self): return (self, self)
    def encode(self, *args, **named):
        return self.__getattr__("encode")(*args, **named) if len(args) > 1 or named else str.encode(str(self))

class Base:
    def __init__(self, *args, **named): self.__dict__.update(named)
    def __getattr__(self, name): return getattr(Recorder(), name)
    @classmethod
    def model_validate(cls, given): return cls()

class Environment(dict):
    def __missing__(self, name): return self.get(name)
    def get(self, name, default=None): return "$" + name

REAL = {"__future__", "abc", "ast", "asyncio", "dataclasses", "enum", "functools", "shlex", "string", "time", "typing", "uuid"}

def system():
    made = Recorder("os")
    made.environ = Environment()
    made.getenv = made.environ.get
    return made

class Imports:
    def __init__(self): self.known = {"os": system()}
    def __call__(self, name, globals=None, locals=None, fromlist=(), level=0):
        root, *rest = name.split(".")
        if root in REAL:
            return builtins.__import__(name, globals, locals, fromlist, level)
        module = self.known.setdefault(root, Recorder(root))
        for part in rest if fromlist else ():
            module = getattr(module, part)
        return module

def arguments(function):
    return [
        Recorder(name) for name, p in inspect.signature(function).parameters.items()
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
    ]

def attempt(function):
    """Refusing is an answer; any other exception is a mistake of the program."""
    try:
        result = function(*arguments(function))
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        return result
    except (ValueError, RuntimeError) as error:
        raised.append(error)

def use(scope):
    for value in list(scope.values()):
        if inspect.isfunction(value):
            attempt(value)
        elif inspect.isclass(value):
            made = attempt(value)
            for name, method in vars(value).items():
                if made is not None and inspect.isfunction(method) and not name.startswith("__"):
                    attempt(getattr(made, name))

def named(code):
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from named(constant)

def run(text, check):
    calls.clear()
    raised.clear()
    code = compile(text, "app.py", "exec")
    known = dict(vars(builtins))
    for name in named(code):
        known.setdefault(name, Recorder(name))
    known.update(__import__=Imports(), open=Recorder("open"), print=Recorder("print"))
    app = {"__name__": "__main__", "__builtins__": known}
    for name, stand_in in REPLACED.items():
        setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], stand_in)
    try:
        exec(code, app)
    except (ValueError, RuntimeError) as error:
        raised.append(error)
    use({name: value for name, value in app.items() if getattr(value, "__module__", "") == "__main__"})
    for name, original in ORIGINALS.items():
        setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], original)
    exec(check, {
        "app": app, "calls": calls, "raised": raised, "attempt": attempt, "Recorder": Recorder,
        "of": lambda name: [(args, named) for called, args, named in calls if called == name],
    })

import shlex
ORIGINALS = {"ast.literal_eval": ast.literal_eval, "shlex.split": shlex.split}
REPLACED = {name: Recorder(name) for name in ORIGINALS}

import traceback
answers = []
for one in json.loads(sys.stdin.readline()):
    try:
        run(one["text"], one["check"])
        answers.append("")
    except BaseException:
        answers.append(traceback.format_exc() + "\\n" + "\\n".join(repr(c) for c in calls))
print(json.dumps(answers))
`;

/** What went wrong in each of `runs`; empty texts where nothing did. Throws when Python itself fails. */
export function record(runs: readonly Run[]): string[] {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', RECORDER], {
    input: `${JSON.stringify(runs)}\n`,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}
