/** Python's built-in functions and types: what a name means when nothing binds it. From the library reference. */
export const BUILTINS: ReadonlySet<string> = new Set(
  (
    '__import__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex ' +
    'delattr dict dir divmod enumerate eval exec execfile exit filter float format frozenset getattr globals hasattr hash help hex ' +
    'id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print ' +
    'property quit range raw_input repr reversed round set setattr slice sorted staticmethod str sum super tuple type unicode vars zip ' +
    'BaseException Exception ValueError TypeError KeyError RuntimeError OSError PermissionError NotImplementedError display'
  ).split(' '),
);
