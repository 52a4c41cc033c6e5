"""Raises every cause of the standard library once and writes it as OpenTelemetry's SDK for Python records an exception."""
import asyncio, decimal, json, os, re, socket, sqlite3, ssl, subprocess, sys, tempfile, traceback, urllib.request, uuid, concurrent.futures

form, port, closed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
token = uuid.uuid4().hex[:14]
word = {'plain': 'apple', 'other ids': 'zeppelin', 'wrapped': 'quartz', 'context': 'mango', 'deployed': 'violet'}[form]


class StepFailed(Exception):
    pass


def db(statement, *values):
    c = sqlite3.connect(':memory:')
    c.executescript('CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE NOT NULL); INSERT INTO users VALUES (1, "a")')
    c.execute(statement, values)


async def slow():
    await asyncio.wait_for(asyncio.sleep(5), 0.01)


causes = [
    ('py-missing-file', 'load', lambda: open(f'/tmp/{token}/{word}.csv')),
    ('py-missing-key-email', 'load', lambda: {'id': token}['email']),
    ('py-missing-key-total', 'load', lambda: {'id': token}['total']),
    ('py-attribute', 'load', lambda: None.items),
    ('py-index', 'load', lambda: [][3]),
    ('py-int', 'convert', lambda: int(f'{word}{token}')),
    ('py-zero', 'convert', lambda: len(token) / 0),
    ('py-decimal', 'convert', lambda: decimal.Decimal(word)),
    ('py-json', 'convert', lambda: json.loads(f'{word} {token}')),
    ('py-unicode', 'convert', lambda: bytes([0xff, len(word)]).decode()),
    ('py-type', 'convert', lambda: 'a' + len(token)),
    ('py-refused', 'call', lambda: socket.create_connection(('127.0.0.1', closed))),
    ('py-unknown-host', 'call', lambda: socket.create_connection((f'{token}.invalid', 80))),
    ('py-urllib-refused', 'fetch', lambda: urllib.request.urlopen(f'http://127.0.0.1:{closed}/{token}')),
    ('py-urllib-404', 'fetch', lambda: urllib.request.urlopen(f'http://127.0.0.1:{port}/json/plain-404/{token}')),
    ('py-urllib-503', 'fetch', lambda: urllib.request.urlopen(f'http://127.0.0.1:{port}/json/plain-503/{token}')),
    ('py-urllib-timeout', 'fetch', lambda: urllib.request.urlopen(f'http://127.0.0.1:{port}/hang', timeout=0.05)),
    ('py-sqlite-unique', 'save', lambda: db('INSERT INTO users VALUES (?, ?)', len(token) * 7, 'a')),
    ('py-sqlite-null', 'save', lambda: db('INSERT INTO users VALUES (?, NULL)', len(word))),
    ('py-sqlite-table', 'save', lambda: db('SELECT * FROM orders')),
    ('py-sqlite-column', 'save', lambda: db('SELECT totl FROM users')),
    ('py-timeout', 'wait', lambda: asyncio.run(slow())),
    ('py-exit', 'run', lambda: subprocess.run(['sh', '-c', f'exit 3 # {token}'], check=True)),
    ('py-no-program', 'run', lambda: subprocess.run(['no-such-converter', token], check=True)),
    ('py-module', 'run', lambda: __import__('no_such_module')),
    ('py-assert', 'run', lambda: (_ for _ in ()).throw(AssertionError(f'total of {token} is negative'))),
]


def wrap(step, raises):
    if form == 'wrapped':
        try:
            raises()
        except Exception as error:
            raise StepFailed(f'{step} failed for {token}') from error
    elif form == 'context':
        try:
            raises()
        except Exception:
            raise RuntimeError(f'could not {step} {token}')
    else:
        raises()


for cause, step, raises in causes:
    try:
        wrap(step, raises)
    except Exception as error:
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ in ('builtins', '__main__') else f'{kind.__module__}.{kind.__qualname__}'
        stack = ''.join(traceback.format_exception(error))
        print(json.dumps({'cause': cause, 'library': 'python', 'step': step, 'form': form, 'error': {'name': name, 'message': str(error), 'stack': stack}}))
