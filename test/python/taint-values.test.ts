/** What values carry: texts, containers, keys, objects that nobody knows. */
import { test } from 'node:test';
import { check } from './toy.ts';

test('assignment, containers, strings, unknown calls', () =>
  check(`
x = source()
sink(x)  # ! data
y = f"{x}" + "a"
sink(y)  # ! data
sink({"a": [y]})  # ! data
sink(unknown(y).attribute["k"])  # ok
sink(y.attribute["k"].strip())  # ! data
sink(Message(text=y).text)  # ! data
sink([Message(y)])  # ! data
sink(Message(y).answer())  # ok
x = 1
sink(x)  # ok
d = {}
d["k"] = source()
sink(d)  # ! data
sink(len(d))  # ok
items = []
items.append(source())
sink(items)  # ! data
a, b = source()
sink(b)  # ! data
sink([i for i in source()])  # ! data
sink("%s" % source())  # ! data
sink("{}".format(source()))  # ! data
if (w := source()):
    sink(w)  # ! data
sink(clean(source()))  # ok
shell(command=source())  # ! data
shell(int(source()))  # ok
`));

test('keys are told from values', () =>
  check(`
d = {"a": source()}
for k in d:
    sink(k)  # ok
for k, v in d.items():
    sink(k)  # ok
    sink(v)  # ! data
sink(",".join(d))  # ok
e = {}
e[source()] = 1
for k in e:
    sink(k)  # ! data
sink(e["a"])  # ok
def names(fields):
    return ", ".join(f"{k} = :{k}" for k, v in fields.items())
def each(fields):
    return [k for k in fields]
sink(names(d))  # ok
sink(names(e))  # ! data
sink(names(source()))  # ! data
sink(each(d))  # ok
sink(each(e))  # ! data
sink({k: 1 for k in source()}.keys())  # ! data
`));

test('a kind that does not pass goes only where a table says', () =>
  check(`
k = key()
sink(k)  # ! key
sink(k.decode())  # ! key
sink(f"{k.hex()}")  # ! key
sink(str(k))  # ! key
sink(k.raw)  # ! key
sink(k.length)  # ok
sink(k[:4])  # ok
sink(Cipher(k))  # ok
sink(Cipher(k).encrypt(1))  # ok
`));
