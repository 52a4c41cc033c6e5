"""Raises every cause of the second set once and writes it as OpenTelemetry's SDK for Python records an exception."""
import argparse, asyncio, base64, binascii, collections, configparser, csv, dataclasses, datetime, email, enum, fractions, gzip, hashlib, http.client, importlib, io, ipaddress, json, multiprocessing, os, pathlib, pickle, queue, re, shutil, socket, sqlite3, ssl, statistics, string, struct, subprocess, sys, threading, tomllib, traceback, urllib.request, uuid, xml.etree.ElementTree, zipfile, zlib
from concurrent.futures import ThreadPoolExecutor

form, ports = sys.argv[1], json.loads(sys.argv[2])
token = uuid.uuid4().hex[:14]
index = {'plain': 0, 'other ids': 1, 'wrapped': 2, 'context': 3, 'deployed': 4, 'in a text': 5}[form]
word = ['apple', 'zeppelin', 'quartz', 'mango', 'violet', 'olive'][index]


class StepFailed(Exception):
    pass


class Plan(enum.Enum):
    FREE = 'free'


@dataclasses.dataclass(frozen=True)
class Order:
    total: int


def frozen(): Order(1).total = index
def charge(amount, currency): return amount
def refund(amount, reason): return amount
def deep(n): return deep(n + 1) + 1
def unbound():
    if token == '': count = 1
    return count


def get(port, path='/'):
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=0.3)
    connection.request('GET', path)
    return connection.getresponse().read()


async def group():
    async def fail(text): raise ValueError(text)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fail(f'no rate for {token}'))


async def several():
    async def fail(kind): raise kind(f'worker {token} stopped')
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(fail(ValueError))
        tasks.create_task(fail(OSError))


async def canceled():
    task = asyncio.ensure_future(asyncio.sleep(5))
    asyncio.get_running_loop().call_soon(task.cancel)
    await task


def locked():
    path = f'/tmp/{token}.db'
    one, two = [sqlite3.connect(path, timeout=0.02, isolation_level=None) for _ in '12']
    try:
        one.execute('BEGIN EXCLUSIVE')
        two.execute('BEGIN EXCLUSIVE')
    finally:
        one.close(); two.close(); os.remove(path)


def in_pool(n): return [1, 2, 3][n]


def pool():
    with multiprocessing.Pool(1) as workers:
        return workers.apply(in_pool, (5 + index,))


def barrier():
    b = threading.Barrier(2)
    b.wait(0.01)


def parse(text):
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument('--count', type=int)
    return parser.parse_args(['--count', text])


causes = [
    ('py-reset', 'ask', lambda: get(ports['closing'])),
    ('py-not-http', 'ask', lambda: get(ports['garbage'])),
    ('py-read-timeout', 'ask', lambda: get(ports['silent'])),
    ('py-bad-url', 'ask', lambda: urllib.request.urlopen(f'{word}:{token}')),
    ('py-no-url', 'ask', lambda: urllib.request.urlopen(f'{token}')),
    ('py-self-signed', 'ask', lambda: urllib.request.urlopen(f'https://127.0.0.1:{ports["tls"]}/{token}')),
    ('py-plain-port', 'ask', lambda: urllib.request.urlopen(f'https://127.0.0.1:{ports["server"]}/{token}')),
    ('py-control-character', 'ask', lambda: get(ports['server'], f'/{token} a')),
    ('py-xml-tag', 'read-feed', lambda: xml.etree.ElementTree.fromstring('\n' * index + f'<a><b>{token}</a>')),
    ('py-xml-empty', 'read-feed', lambda: xml.etree.ElementTree.fromstring('')),
    ('py-xml-token', 'read-feed', lambda: xml.etree.ElementTree.fromstring(f'{"<a>" * (index + 1)}&&{word}')),
    ('py-csv-null', 'read-feed', lambda: list(csv.reader([f'{word},"{token}'], strict=True))),
    ('py-csv-delimiter', 'read-feed', lambda: list(csv.reader([f'"{word}"{token}'], strict=True))),
    ('py-csv-field', 'read-feed', lambda: csv.DictWriter(io.StringIO(), ['a']).writerow({word: token})),
    ('py-toml', 'read-feed', lambda: tomllib.loads('\n' * index + f'total = {word}')),
    ('py-json-comma', 'read-feed', lambda: json.loads(f'{{"id": "{token}" "a": 1}}')),
    ('py-json-quotes', 'read-feed', lambda: json.loads(f"{' ' * index}{{'id': '{token}'}}")),
    ('py-json-extra', 'read-feed', lambda: json.loads(f'{{"id": "{word}"}} {token}')),
    ('py-ini-section', 'read-feed', lambda: configparser.ConfigParser().get('mail', token)),
    ('py-ini-header', 'read-feed', lambda: configparser.ConfigParser().read_string(f'{word} = {token}')),
    ('py-struct', 'decode', lambda: struct.unpack('<Q', token[:index + 1].encode())),
    ('py-struct-range', 'decode', lambda: struct.pack('<B', 300 + index)),
    ('py-pickle-key', 'decode', lambda: pickle.loads(word.encode())),
    ('py-pickle-end', 'decode', lambda: pickle.loads(pickle.dumps({'a': token})[:-3])),
    ('py-pickle-lock', 'decode', lambda: pickle.dumps({token: threading.Lock()})),
    ('py-zip', 'decode', lambda: zipfile.ZipFile(io.BytesIO(token.encode()))),
    ('py-zip-member', 'decode', lambda: zipfile.ZipFile(io.BytesIO(b'PK\5\6' + bytes(18))).open('order.json')),
    ('py-gzip', 'decode', lambda: gzip.decompress(token.encode())),
    ('py-zlib', 'decode', lambda: zlib.decompress(token.encode())),
    ('py-base64', 'decode', lambda: base64.b64decode('a' * (4 * index + 5))),
    ('py-hex', 'decode', lambda: bytes.fromhex(f'zz{token}')),
    ('py-encode', 'decode', lambda: f'{"a" * index}\u20ac{token}'.encode('ascii')),
    ('py-path-exists', 'store', lambda: pathlib.Path(['/tmp', '/etc', '/usr', '/var', '/opt', '/srv'][index]).mkdir()),
    ('py-not-a-folder', 'store', lambda: (pathlib.Path('/etc/hostname') / token).write_text('a')),
    ('py-is-a-folder', 'store', lambda: pathlib.Path(['/tmp', '/etc', '/usr', '/var', '/opt', '/srv'][index]).write_text('a')),
    ('py-same-file', 'store', lambda: shutil.copy('/etc/hostname', '/etc/hostname')),
    ('py-name-too-long', 'store', lambda: pathlib.Path('/tmp', token * 20).write_text('a')),
    ('py-file-closed', 'store', lambda: io.StringIO(token).close() or (lambda f: (f.close(), f.read()))(io.StringIO(token))),
    ('py-database-locked', 'store', locked),
    ('py-thread-start', 'store', lambda: (lambda t: (t.start(), t.join(), t.start()))(threading.Thread(target=lambda: 1))),
    ('py-frozen', 'compute', frozen),
    ('py-missing-argument', 'compute', lambda: charge(index)),
    ('py-missing-argument-2', 'compute', lambda: refund(index)),
    ('py-unknown-argument', 'compute', lambda: charge(index, money=token)),
    ('py-recursion', 'compute', lambda: deep(0)),
    ('py-unbound', 'compute', unbound),
    ('py-name', 'compute', lambda: totals),
    ('py-attribute-of-module', 'compute', lambda: json.parse),
    ('py-unpack-many', 'compute', lambda: (lambda: [0 for a, b in [(1, 2, 3)]])()),
    ('py-unpack-few', 'compute', lambda: (lambda: [0 for a, b in [(1,)]])()),
    ('py-enum', 'compute', lambda: Plan(word)),
    ('py-not-callable', 'compute', lambda: word()),
    ('py-unhashable', 'compute', lambda: {[token]: 1}),
    ('py-not-subscriptable', 'compute', lambda: index['a']),
    ('py-none-iterable', 'compute', lambda: list(None)),
    ('py-stop', 'compute', lambda: next(iter([]))),
    ('py-overflow', 'compute', lambda: 10.0 ** (400 + index)),
    ('py-strptime', 'compute', lambda: datetime.datetime.strptime(word, '%Y-%m-%d')),
    ('py-isoformat', 'compute', lambda: datetime.date.fromisoformat(token)),
    ('py-month', 'compute', lambda: datetime.date(2026, 13 + index, 1)),
    ('py-uuid', 'compute', lambda: uuid.UUID(word)),
    ('py-address', 'compute', lambda: ipaddress.ip_address(token)),
    ('py-fraction', 'compute', lambda: fractions.Fraction(word)),
    ('py-mean', 'compute', lambda: statistics.mean([])),
    ('py-regular-expression', 'compute', lambda: re.compile(f'{"a" * index}(')),
    ('py-template', 'compute', lambda: string.Template('Dear $name').substitute({word: token})),
    ('py-format', 'compute', lambda: '{total}'.format(**{word: token})),
    ('py-hash', 'compute', lambda: hashlib.new('md7')),
    ('py-argument', 'compute', lambda: parse(word)),
    ('py-empty-pop', 'compute', lambda: [].pop()),
    ('py-set-remove', 'compute', lambda: {1}.remove(token)),
    ('py-import-name', 'plug-in', lambda: exec('from json import no_such_name')),
    ('py-import-module', 'plug-in', lambda: importlib.import_module('plugins.mailer')),
    ('py-group', 'gather', lambda: asyncio.run(group())),
    ('py-group-several', 'gather', lambda: asyncio.run(several())),
    ('py-queue-empty', 'gather', lambda: queue.Queue().get_nowait()),
    ('py-queue-full', 'gather', lambda: (lambda q: [q.put_nowait(token) for _ in '12'])(queue.Queue(1))),
    ('py-barrier', 'gather', barrier),
    ('py-pool', 'gather', pool),
    ('py-shut-down', 'gather', lambda: (lambda p: (p.shutdown(), p.submit(print)))(ThreadPoolExecutor())),
    ('py-loop', 'gather', lambda: asyncio.get_running_loop()),
    ('py-program-late', 'execute', lambda: subprocess.run(['sleep', '5'], timeout=0.02 + index / 1000)),
    ('py-program-killed', 'execute', lambda: subprocess.run(['sh', '-c', f'kill -9 $$ # {token}'], check=True)),
    ('py-program-exit-9', 'execute', lambda: subprocess.run(['sh', '-c', f'exit 9 # {token}'], check=True)),
    ('py-program-exit-8', 'execute', lambda: subprocess.run(['sh', '-c', f'exit 8 # {token}'], check=True)),
    ('py-no-process', 'execute', lambda: os.kill(4_000_000 + index, 0)),
    ('py-environment', 'execute', lambda: os.environ['PAYMENT_KEY']),
    ('py-environment-2', 'execute', lambda: os.environ['MAIL_KEY']),
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
    elif form == 'in a text':
        try:
            raises()
        except Exception as error:
            raise RuntimeError(f'could not {step} {token}: {error}') from None
    else:
        raises()


for cause, step, raises in causes:
    try:
        wrap(step, raises)
        print(cause, 'nothing raised', file=sys.stderr)
    except Exception as error:
        kind = type(error)
        name = kind.__qualname__ if kind.__module__ in ('builtins', '__main__') else f'{kind.__module__}.{kind.__qualname__}'
        stack = ''.join(traceback.format_exception(error))
        print(json.dumps({'cause': cause, 'library': 'python', 'step': step, 'form': form, 'error': {'name': name, 'message': str(error), 'stack': stack}}))
