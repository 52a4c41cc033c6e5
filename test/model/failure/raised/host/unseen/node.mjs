import assert from 'node:assert';
import { execFile, execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import net from 'node:net';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as timers from 'node:timers/promises';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import zlib from 'node:zlib';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const folders = ['/srv/a1', '/opt/releases/77', '/var/task', '/app', '/home/run/current'];
const load = path => import(path);

function connectTls(port, options = {}) {
  return new Promise((_, no) => tls.connect({ port, host: '127.0.0.1', ...options }).on('error', no));
}

function request(module, url, options = {}) {
  return new Promise((yes, no) =>
    module
      .request(url, options, answer => yes(answer.resume()))
      .on('error', no)
      .end(),
  );
}

function inWorker(code, options = {}) {
  return new Promise((_, no) => {
    const worker = new Worker(code, { eval: true, ...options });
    worker.on('error', no);
    worker.on('exit', status => no(new Error(`worker stopped with exit code ${status}`)));
  });
}

function decrypt(x, cipher, key, iv) {
  const decipher = crypto.createDecipheriv(cipher, key, iv);
  if (cipher.endsWith('gcm')) decipher.setAuthTag(Buffer.alloc(16, x.index));
  decipher.update(Buffer.from(x.token.padEnd(32)));
  return decipher.final();
}

class Order {
  constructor(id) {
    this.id = id;
  }
}

/** Node itself: `[cause, library, step, raise]`. */
export const nodeCauses = [
  ['clone-function', 'node', 'transform', x => structuredClone({ [x.word]: () => x.token })],
  ['json-big-int', 'node', 'transform', x => JSON.stringify({ total: BigInt(x.number) })],
  [
    'json-circular',
    'node',
    'transform',
    x => {
      const order = { id: x.token, lines: [] };
      order.lines.push({ order });
      return JSON.stringify(order);
    },
  ],
  ['array-length', 'node', 'transform', x => new Array(-x.number)],
  ['to-fixed', 'node', 'transform', x => (x.number / 3).toFixed(200)],
  ['repeat-count', 'node', 'transform', x => 'a'.repeat(-x.number)],
  ['regular-expression', 'node', 'transform', x => new RegExp(`(${x.word}`)],
  ['read-only', 'node', 'transform', x => Object.assign(Object.freeze({ total: 1 }), { total: x.number })],
  [
    'not-extensible',
    'node',
    'transform',
    x => {
      const order = Object.freeze({});
      order.total = x.number;
    },
  ],
  [
    'set-of-undefined',
    'node',
    'transform',
    x => {
      const found = [].find(Boolean);
      found.total = x.number;
    },
  ],
  ['symbol-as-text', 'node', 'transform', x => `${Symbol(x.word)}`],
  ['class-without-new', 'node', 'transform', x => Order(x.token)],
  [
    'not-a-constructor',
    'node',
    'transform',
    x => {
      const Mailer = x.number;
      return new Mailer();
    },
  ],
  ['uri-malformed', 'node', 'transform', x => decodeURIComponent(`%${x.word}%`)],
  ['read-out-of-range', 'node:buffer', 'pack', x => Buffer.alloc(4).readUInt32LE(x.number)],
  ['write-out-of-range', 'node:buffer', 'pack', x => Buffer.alloc(4).writeInt8(x.number)],
  ['alloc-out-of-range', 'node:buffer', 'pack', x => Buffer.alloc(-x.number)],
  [
    'currency-code',
    'node:intl',
    'format',
    () => new Intl.NumberFormat('en', { style: 'currency', currency: 'E' }),
  ],
  ['locale', 'node:intl', 'format', x => new Intl.Locale(`${x.word}_!`)],
  ['time-zone', 'node:intl', 'format', x => new Intl.DateTimeFormat('en', { timeZone: `Mars/${x.word}` })],
  ['wasm-magic', 'node:wasm', 'load-plugin', x => WebAssembly.compile(Buffer.from(x.token))],
  ['plugin-file', 'node:module', 'load-plugin', x => load(`file://${folders[x.index]}/plugins/missing.mjs`)],
  ['plugin-package', 'node:module', 'load-plugin', () => load(['no', 'such', 'package'].join('-'))],
  ['plugin-subpath', 'node:module', 'load-plugin', () => load(['undici', 'no', 'such'].join('/'))],
  ['plugin-required', 'node:module', 'load-plugin', () => require(['.', 'missing-settings.cjs'].join('/'))],
  [
    'any-rejected',
    'node',
    'first-answer',
    x => Promise.any([Promise.reject(new Error(`no route for ${x.token}`))]),
  ],
  ['any-nothing', 'node', 'first-answer', () => Promise.any([])],
  [
    'aborted-timer',
    'node:timers',
    'first-answer',
    () => timers.setTimeout(1000, 0, { signal: AbortSignal.abort() }),
  ],
  [
    'aborted-reason',
    'node',
    'first-answer',
    x => AbortSignal.abort(new Error(`order ${x.token} was withdrawn`)).throwIfAborted(),
  ],
  ['aborted-plain', 'node', 'first-answer', () => AbortSignal.abort().throwIfAborted()],
  ['aborted-text', 'node', 'first-answer', () => AbortSignal.abort('shutting down').throwIfAborted()],
  [
    'thrown-text',
    'node',
    'reserve',
    x => {
      throw `no stock for ${x.token}`;
    },
  ],
  [
    'thrown-object-stock',
    'node',
    'reserve',
    x => {
      throw { code: 'OUT_OF_STOCK', message: 'cannot be reserved', sku: x.token };
    },
  ],
  [
    'thrown-object-sale',
    'node',
    'reserve',
    x => {
      throw { code: 'NOT_FOR_SALE', message: 'cannot be reserved', sku: x.token };
    },
  ],
  [
    'thrown-undefined',
    'node',
    'reserve',
    () => {
      throw undefined;
    },
  ],
  [
    'empty-error',
    'node',
    'reserve',
    () => {
      throw new Error('');
    },
  ],
  [
    'empty-type-error',
    'node',
    'reserve',
    () => {
      throw new TypeError('');
    },
  ],
  ['killed', 'node:child_process', 'convert-video', x => run('sh', ['-c', `kill -9 $$ # ${x.token}`])],
  ['terminated', 'node:child_process', 'convert-video', x => run('sh', ['-c', `kill -15 $$ # ${x.token}`])],
  ['exit-4', 'node:child_process', 'convert-video', x => run('sh', ['-c', `exit 4 # ${x.token}`])],
  ['exit-5', 'node:child_process', 'convert-video', x => run('sh', ['-c', `exit 5 # ${x.token}`])],
  ['too-long', 'node:child_process', 'convert-video', () => execFileSync('sleep', ['5'], { timeout: 40 })],
  [
    'too-much',
    'node:child_process',
    'convert-video',
    x => run('sh', ['-c', `echo ${x.token} ${x.token}`], { maxBuffer: 5 }),
  ],
  [
    'worker-threw',
    'node:worker_threads',
    'render',
    x => inWorker(`throw new Error('cannot render ${x.token}')`),
  ],
  ['worker-exit-7', 'node:worker_threads', 'render', () => inWorker('process.exit(7)')],
  ['worker-exit-8', 'node:worker_threads', 'render', () => inWorker('process.exit(8)')],
  [
    'worker-no-file',
    'node:worker_threads',
    'render',
    x => inWorker(`require('fs').readFileSync('${x.file}')`),
  ],
  [
    'folder-exists',
    'node:fs',
    'prepare-folder',
    x => fs.mkdir(['/tmp', '/etc', '/usr', '/var', '/opt'][x.index]),
  ],
  ['name-too-long', 'node:fs', 'prepare-folder', x => fs.mkdir(`/tmp/${x.token.repeat(20)}`)],
  ['folder-missing', 'node:fs', 'prepare-folder', x => fs.mkdir(`/tmp/${x.token}/a`)],
  ['path-undefined', 'node:fs', 'prepare-folder', () => fs.mkdir(undefined)],
  ['path-null', 'node:fs', 'prepare-folder', () => fs.mkdir(null)],
  [
    'premature-close',
    'node:stream',
    'upload',
    () => {
      const source = new Readable({ read() {} });
      setImmediate(() => source.destroy());
      return pipeline(source, new Writable({ write: (_1, _2, done) => done() }));
    },
  ],
  [
    'write-after-end',
    'node:stream',
    'upload',
    x =>
      new Promise((_, no) => {
        const sink = new Writable({ write: (_1, _2, done) => done() }).on('error', no);
        sink.end();
        sink.write(x.token);
      }),
  ],
  ['unhandled-event', 'node:events', 'upload', x => new EventEmitter().emit('error', { id: x.token })],
  [
    'bad-decrypt',
    'node:crypto',
    'decrypt',
    x => decrypt(x, 'aes-256-cbc', crypto.randomBytes(32), Buffer.alloc(16)),
  ],
  [
    'bad-tag',
    'node:crypto',
    'decrypt',
    x => decrypt(x, 'aes-256-gcm', crypto.randomBytes(32), Buffer.alloc(12)),
  ],
  [
    'bad-key-length',
    'node:crypto',
    'decrypt',
    x => decrypt(x, 'aes-256-cbc', Buffer.alloc(9), Buffer.alloc(16)),
  ],
  ['bad-iv', 'node:crypto', 'decrypt', x => decrypt(x, 'aes-256-cbc', Buffer.alloc(32), Buffer.alloc(7))],
  ['bad-pem', 'node:crypto', 'decrypt', x => crypto.createPrivateKey(x.token)],
  [
    'header-character',
    'node:http',
    'notify',
    x => request(http, x.url('/hang'), { headers: { 'x-trace': `${x.token}\n` } }),
  ],
  ['not-http', 'node:http', 'notify', x => request(http, `http://127.0.0.1:${x.ports.garbage}/${x.token}`)],
  [
    'large-headers',
    'node:http',
    'notify',
    x => request(http, `http://127.0.0.1:${x.ports.large}/${x.token}`),
  ],
  ['hung-up', 'node:http', 'notify', x => request(http, x.url('/close'))],
  ['self-signed', 'node:tls', 'notify', x => request(https, `https://127.0.0.1:${x.ports.tls}/${x.token}`)],
  [
    'other-name',
    'node:tls',
    'notify',
    x =>
      request(https, `https://127.0.0.1:${x.ports.tls}/`, {
        ca: x.ports.certificate,
        servername: x.host.replace(/^\d.*/, 'a.example'),
      }),
  ],
  ['plain-port', 'node:tls', 'notify', x => request(https, `https://127.0.0.1:${x.ports.server}/${x.token}`)],
  [
    'old-protocol',
    'node:tls',
    'notify',
    x => connectTls(x.ports.tls, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' }),
  ],
  [
    'port-taken',
    'node:net',
    'serve',
    x => new Promise((_, no) => net.createServer().on('error', no).listen(x.ports.server, '127.0.0.1')),
  ],
  ['port-number', 'node:net', 'serve', x => net.createServer().listen(70_000 + x.number)],
  ['assert-equal', 'node:assert', 'reconcile', x => assert.equal(x.number, 3)],
  [
    'assert-deep',
    'node:assert',
    'reconcile',
    x => assert.deepStrictEqual({ id: x.token, total: 3 }, { id: x.token, total: 4 }),
  ],
  [
    'assert-message',
    'node:assert',
    'reconcile',
    x => assert(x.number < 0, `balance of ${x.token} is positive`),
  ],
  ['cut-archive', 'node:zlib', 'unpack', x => zlib.gunzipSync(zlib.gzipSync(x.token).subarray(0, 15))],
  ['brotli-data', 'node:zlib', 'unpack', x => zlib.brotliDecompressSync(Buffer.from(`${x.token}${x.word}`))],
];
