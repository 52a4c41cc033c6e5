import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import net from 'node:net';
import zlib from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import Ajv from 'ajv';
import axios from 'axios';
import got from 'got';
import { buildSchema, graphql } from 'graphql';
import Redis from 'ioredis';
import * as yaml from 'js-yaml';
import jwt from 'jsonwebtoken';
import knex from 'knex';
import ky from 'ky';
import { MongoClient, ObjectId } from 'mongodb';
import mysql from 'mysql2/promise';
import nodeFetch from 'node-fetch';
import nodemailer from 'nodemailer';
import OpenAI from 'openai';
import pg from 'pg';
import Stripe from 'stripe';
import * as v from 'valibot';
import WebSocket from 'ws';
import * as z from 'zod';

const quick = { timeout: 3000, maxRetries: 0 };
const openai = x => new OpenAI({ apiKey: 'none', baseURL: x, ...quick });
const chat = (x, name) =>
  openai(x.url(`/json/${name}/${x.token}`)).chat.completions.create({
    model: 'gpt-9',
    messages: [{ role: 'user', content: 'hello' }],
  });
const claude = (x, name) =>
  new Anthropic({ apiKey: 'none', baseURL: x.url(`/json/${name}/${x.token}`), ...quick }).messages.create({
    model: 'claude',
    max_tokens: 10,
    messages: [{ role: 'user', content: 'hello' }],
  });
const stripe = (x, name, call) => {
  const client = new Stripe('none', {
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient((_url, init) => fetch(x.url(`/json/${name}/${x.token}`), init)),
  });
  return call(client);
};
const s3 = (x, name) =>
  new S3Client({
    region: 'eu-west-1',
    endpoint: x.url(`/s3/${name}`),
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  }).send(new GetObjectCommand({ Bucket: 'b', Key: `${x.token}.csv` }));
async function sql(x, ...statements) {
  const client = new pg.Client({ connectionString: x.ports.postgres });
  await client.connect();
  try {
    for (const [text, values] of statements) await client.query(text, values);
  } finally {
    await client.end();
  }
}
const asOrm = x => knex({ client: 'pg', connection: x.ports.postgres, pool: { min: 0, max: 1 } });
async function withKnex(x, use) {
  const db = asOrm(x);
  try {
    await use(db);
  } finally {
    await db.destroy();
  }
}
async function sqlite(_x, use) {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(':memory:');
  db.exec(
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE NOT NULL, name TEXT CHECK (length(name) < 5)); CREATE TABLE notes (user INTEGER REFERENCES users(id)); PRAGMA foreign_keys = ON; INSERT INTO users VALUES (1, 'a', 'b')",
  );
  try {
    use(db);
  } finally {
    db.close();
  }
}
const user = z.object({
  email: z.email(),
  age: z.number().int().positive(),
  tags: z.array(z.string()).max(3),
});
const ajv = new Ajv();
function strict(schema, value) {
  const check = ajv.compile(schema);
  if (!check(value)) {
    const error = new Error(`validation failed: ${ajv.errorsText(check.errors)}`);
    error.errors = check.errors;
    throw error;
  }
}

/** `[cause, library, step, raise]`. Several causes share a step, so that only their texts part them. */
export const causes = [
  ['fs-missing-upload', 'node:fs', 'read-file', x => fs.readFile(x.file)],
  [
    'fs-missing-config',
    'node:fs',
    'read-file',
    x =>
      fs.readFile(
        `${['/srv/a1', '/opt/releases/77', '/var/task', '/app', '/home/run/current'][x.index]}/config/settings.json`,
      ),
  ],
  [
    'fs-missing-template',
    'node:fs',
    'read-file',
    x =>
      fs.readFile(
        `${['/srv/a1', '/opt/releases/77', '/var/task', '/app', '/home/run/current'][x.index]}/templates/welcome.html`,
      ),
  ],
  [
    'fs-is-folder',
    'node:fs',
    'read-file',
    x => fs.readFile(['/tmp', '/etc', '/usr', '/var', '/opt'][x.index]),
  ],
  ['fs-folder-expected', 'node:fs', 'read-file', _x => fs.readdir('/etc/hostname')],
  [
    'fs-not-empty',
    'node:fs',
    'clean-up',
    async x => {
      const d = await fs.mkdtemp(`/tmp/rl-${x.word}-`);
      await fs.writeFile(`${d}/a`, '');
      try {
        await fs.rmdir(d);
      } finally {
        await fs.rm(d, { recursive: true });
      }
    },
  ],
  ['json-not-json', 'json', 'parse-answer', x => JSON.parse(`${x.word} ${x.token} is the answer`)],
  ['json-html', 'json', 'parse-answer', x => JSON.parse(`<html><body>${x.token}</body></html>`)],
  ['json-empty', 'json', 'parse-answer', () => JSON.parse('')],
  ['json-cut', 'json', 'parse-answer', x => JSON.parse(`{"id":"${x.token}","items":[1,2`)],
  [
    'property-email',
    'node',
    'build-mail',
    _x => {
      const found = [].find(Boolean);
      return found.email;
    },
  ],
  [
    'property-address',
    'node',
    'build-mail',
    _x => {
      const found = [].find(Boolean);
      return found.address;
    },
  ],
  [
    'property-of-null',
    'node',
    'build-mail',
    _x => {
      const found = JSON.parse('null');
      return found.email;
    },
  ],
  [
    'not-a-function',
    'node',
    'build-mail',
    x => {
      const mailer = { send: x.number };
      return mailer.send();
    },
  ],
  [
    'not-iterable',
    'node',
    'build-mail',
    _x => {
      const [a] = JSON.parse('{}');
      return a;
    },
  ],
  [
    'not-defined',
    'node',
    'build-mail',
    _x => {
      return undefinedTemplate;
    },
  ],
  [
    'stack-overflow',
    'node',
    'build-mail',
    _x => {
      const f = n => f(n + 1) + 1;
      return f(0);
    },
  ],
  ['bad-url', 'node', 'call-partner', x => new URL(`//${x.word} ${x.token}`)],
  [
    'bad-argument',
    'node',
    'call-partner',
    x => crypto.createHash('sha256').update(x.index ? undefined : null),
  ],
  ['bad-date', 'node', 'call-partner', x => new Date(`${x.word}`).toISOString()],
  ['bad-gzip', 'node', 'call-partner', x => zlib.gunzipSync(Buffer.from(x.token))],
  [
    'program-exit-3',
    'node',
    'convert',
    x => execFileSync('sh', ['-c', `echo ${x.token} >&2; exit 3`], { stdio: 'pipe' }),
  ],
  ['program-missing', 'node', 'convert', x => execFileSync('no-such-converter', [x.file], { stdio: 'pipe' })],
  ['big-int', 'node', 'convert', x => BigInt(`${x.word}`)],
  [
    'refused',
    'node:net',
    'call-partner',
    x => new Promise((_, no) => net.connect(x.closedPort, '127.0.0.1').on('error', no)),
  ],
  ['refused-both', 'undici', 'call-ledger', x => fetch(`http://localhost:${x.closedPort}/v1/${x.token}`)],
  ['unknown-host', 'undici', 'call-ledger', x => fetch(`http://${x.token}.invalid/`)],
  [
    'timeout-signal',
    'undici',
    'call-ledger',
    x => fetch(x.url('/hang'), { signal: AbortSignal.timeout(30 + x.index) }),
  ],
  ['socket-closed', 'undici', 'call-ledger', x => fetch(x.url('/close'))],
  ['body-cut', 'undici', 'call-ledger', async x => (await fetch(x.url('/half'))).text()],
  ['html-as-json', 'undici', 'call-ledger', async x => (await fetch(x.url(`/html/x/${x.token}`))).json()],
  ['axios-404', 'axios', 'fetch-order', x => axios.get(x.url(`/json/plain-404/${x.token}`))],
  ['axios-500', 'axios', 'fetch-order', x => axios.get(x.url(`/json/plain-500/${x.token}`))],
  ['axios-503', 'axios', 'fetch-order', x => axios.get(x.url(`/json/plain-503/${x.token}`))],
  ['axios-timeout', 'axios', 'fetch-order', x => axios.get(x.url('/hang'), { timeout: 20 + x.index })],
  [
    'axios-refused',
    'axios',
    'fetch-order',
    x =>
      axios.get(
        `http://${['127.0.0.1', 'localhost', '127.0.0.1', 'localhost', '127.0.0.2'][x.index]}:${x.closedPort}/`,
      ),
  ],
  [
    'got-401',
    'got',
    'fetch-invoice',
    x => got(x.url(`/json/plain-401/${x.token}`), { retry: { limit: 0 } }).json(),
  ],
  [
    'got-500',
    'got',
    'fetch-invoice',
    x => got(x.url(`/json/plain-500/${x.token}`), { retry: { limit: 0 } }).json(),
  ],
  [
    'got-timeout',
    'got',
    'fetch-invoice',
    x => got(x.url('/hang'), { retry: { limit: 0 }, timeout: { request: 40 + x.index } }),
  ],
  [
    'got-parse',
    'got',
    'fetch-invoice',
    x => got(x.url(`/s3/missing/${x.token}`), { retry: { limit: 0 }, throwHttpErrors: false }).json(),
  ],
  ['ky-404', 'ky', 'fetch-stock', x => ky(x.url(`/json/plain-404/${x.token}`), { retry: 0 }).json()],
  ['ky-503', 'ky', 'fetch-stock', x => ky(x.url(`/json/plain-503/${x.token}`), { retry: 0 }).json()],
  [
    'node-fetch-refused',
    'node-fetch',
    'fetch-rates',
    x => nodeFetch(`http://127.0.0.1:${x.closedPort}/${x.token}`),
  ],
  [
    'node-fetch-json',
    'node-fetch',
    'fetch-rates',
    async x => (await nodeFetch(x.url(`/html/x/${x.token}`))).json(),
  ],
  [
    'pg-unique-email',
    'pg',
    'save-order',
    x =>
      sql(
        x,
        ['INSERT INTO users VALUES (DEFAULT, $1)', [x.mail]],
        ['INSERT INTO users VALUES (DEFAULT, $1)', [x.mail]],
      ),
  ],
  [
    'pg-unique-order',
    'pg',
    'save-order',
    x =>
      sql(
        x,
        ['INSERT INTO orders VALUES ($1, 1)', [x.uuid]],
        ['INSERT INTO orders VALUES ($1, 1)', [x.uuid]],
      ),
  ],
  [
    'pg-missing-users',
    'pg',
    'save-order',
    x => sql(x, ['SELECT * FROM old_users WHERE id = $1', [x.number]]),
  ],
  [
    'pg-missing-orders',
    'pg',
    'save-order',
    x => sql(x, ['SELECT * FROM old_orders WHERE id = $1', [x.number]]),
  ],
  ['pg-missing-column', 'pg', 'save-order', x => sql(x, ['SELECT totl FROM orders', []])],
  ['pg-bad-uuid', 'pg', 'save-order', x => sql(x, ['SELECT $1::uuid', [x.word]])],
  ['pg-bad-integer', 'pg', 'save-order', x => sql(x, ['SELECT $1::integer', [`${x.word}${x.number}`]])],
  ['pg-null', 'pg', 'save-order', x => sql(x, ['INSERT INTO users VALUES ($1, NULL)', [x.number]])],
  ['pg-foreign', 'pg', 'save-order', x => sql(x, ['INSERT INTO lines VALUES ($1)', [x.uuid]])],
  [
    'pg-timeout',
    'pg',
    'save-order',
    x => sql(x, ['SET statement_timeout = 20', []], ['SELECT pg_sleep(5)', []]),
  ],
  ['pg-syntax', 'pg', 'save-order', x => sql(x, ['SELEC 1', []])],
  ['pg-check', 'pg', 'save-order', x => sql(x, ['INSERT INTO lines VALUES (NULL, $1)', [-x.number]])],
  [
    'pg-password',
    'pg',
    'save-order',
    x =>
      new pg.Client({
        connectionString: x.ports.postgres
          .replace(/:[^:@]*@/, `:${x.token}@`)
          .replace(/\/\/[^:]*:/, `//nobody_${['a', 'b', 'c', 'd', 'e'][x.index]}:`),
      }).connect(),
  ],
  [
    'pg-raised',
    'pg',
    'save-order',
    x => sql(x, [`DO $$ BEGIN RAISE EXCEPTION 'order % is locked', '${x.token}'; END $$`, []]),
  ],
  ['pg-divide', 'pg', 'save-order', x => sql(x, [`SELECT ${x.number} / 0`, []])],
  [
    'knex-unique',
    'knex',
    'save-user',
    x =>
      withKnex(x, async db => {
        await db('users').insert({ email: x.mail });
        await db('users').insert({ email: x.mail });
      }),
  ],
  [
    'knex-missing',
    'knex',
    'save-user',
    x => withKnex(x, db => db('old_users').where({ id: x.number }).select('*')),
  ],
  [
    'sqlite-unique',
    'better-sqlite3',
    'save-note',
    x =>
      sqlite(x, db => {
        const s = db.prepare('INSERT INTO users(email) VALUES (?)');
        s.run(x.mail);
        s.run(x.mail);
      }),
  ],
  [
    'sqlite-null',
    'better-sqlite3',
    'save-note',
    x => sqlite(x, db => db.prepare('INSERT INTO users(email) VALUES (?)').run(null)),
  ],
  [
    'sqlite-check',
    'better-sqlite3',
    'save-note',
    x => sqlite(x, db => db.prepare('INSERT INTO users(email, name) VALUES (?, ?)').run(x.mail, x.token)),
  ],
  [
    'sqlite-foreign',
    'better-sqlite3',
    'save-note',
    x => sqlite(x, db => db.prepare('INSERT INTO notes VALUES (?)').run(x.number)),
  ],
  [
    'sqlite-no-table',
    'better-sqlite3',
    'save-note',
    x => sqlite(x, db => db.prepare('SELECT * FROM orders').all()),
  ],
  [
    'redis-refused',
    'ioredis',
    'cache',
    x =>
      new Promise((_, no) => {
        const r = new Redis({
          port: x.closedPort,
          host: '127.0.0.1',
          retryStrategy: null,
          lazyConnect: true,
          maxRetriesPerRequest: 0,
        });
        r.on('error', () => {});
        r.connect().catch(no);
      }),
  ],
  [
    'redis-retries',
    'ioredis',
    'cache',
    async x => {
      const r = new Redis({
        port: x.closedPort,
        host: '127.0.0.1',
        maxRetriesPerRequest: 1,
        retryStrategy: () => 5,
      });
      r.on('error', () => {});
      try {
        await r.get(x.token);
      } finally {
        r.disconnect();
      }
    },
  ],
  [
    'mysql-refused',
    'mysql2',
    'load-legacy',
    x => mysql.createConnection({ host: '127.0.0.1', port: x.closedPort, user: 'u' }),
  ],
  [
    'mongo-selection',
    'mongodb',
    'load-profile',
    async x => {
      const c = new MongoClient(`mongodb://127.0.0.1:${x.closedPort}/`, { serverSelectionTimeoutMS: 40 });
      try {
        await c.connect();
      } finally {
        await c.close();
      }
    },
  ],
  ['mongo-id', 'mongodb', 'load-profile', x => new ObjectId(x.word)],
  ['zod-email', 'zod', 'check-input', x => user.parse({ email: x.word, age: 3, tags: [] })],
  ['zod-age', 'zod', 'check-input', x => user.parse({ email: x.mail, age: `${x.number}`, tags: [] })],
  [
    'zod-tags',
    'zod',
    'check-input',
    x => user.parse({ email: x.mail, age: 3, tags: [...Array(x.index).fill('a'), 5].slice(-3) }),
  ],
  ['zod-missing', 'zod', 'check-input', x => user.parse({ email: x.mail, tags: [] })],
  [
    'ajv-type',
    'ajv',
    'check-event',
    x =>
      strict(
        {
          type: 'object',
          properties: {
            items: { type: 'array', items: { type: 'object', properties: { qty: { type: 'number' } } } },
          },
        },
        { items: [...Array(x.index).fill({ qty: 1 }), { qty: x.word }] },
      ),
  ],
  [
    'ajv-required',
    'ajv',
    'check-event',
    x => strict({ type: 'object', required: ['total'] }, { a: x.number }),
  ],
  [
    'valibot-number',
    'valibot',
    'check-order',
    x => v.parse(v.object({ total: v.number() }), { total: x.word }),
  ],
  [
    'valibot-mail',
    'valibot',
    'check-order',
    x => v.parse(v.object({ to: v.pipe(v.string(), v.email()) }), { to: x.word }),
  ],
  [
    'jwt-expired',
    'jsonwebtoken',
    'authorize',
    x => jwt.verify(jwt.sign({ sub: x.token, exp: 1700000000 + x.number }, 'k'), 'k'),
  ],
  ['jwt-signature', 'jsonwebtoken', 'authorize', x => jwt.verify(jwt.sign({ sub: x.token }, 'k'), 'other')],
  ['jwt-malformed', 'jsonwebtoken', 'authorize', x => jwt.verify(x.token, 'k')],
  ['openai-rate', 'openai', 'summarize', x => chat(x, 'openai-rate')],
  ['openai-quota', 'openai', 'summarize', x => chat(x, 'openai-quota')],
  ['openai-model', 'openai', 'summarize', x => chat(x, 'openai-model')],
  ['openai-context', 'openai', 'summarize', x => chat(x, 'openai-context')],
  ['openai-param', 'openai', 'summarize', x => chat(x, 'openai-param')],
  ['openai-key', 'openai', 'summarize', x => chat(x, 'openai-key')],
  [
    'openai-refused',
    'openai',
    'summarize',
    x => openai(`http://127.0.0.1:${x.closedPort}`).chat.completions.create({ model: 'm', messages: [] }),
  ],
  [
    'openai-timeout',
    'openai',
    'summarize',
    x =>
      new OpenAI({
        apiKey: 'none',
        baseURL: x.url('/hang'),
        maxRetries: 0,
        timeout: 40 + x.index,
      }).chat.completions.create({ model: 'm', messages: [] }),
  ],
  ['anthropic-overloaded', '@anthropic-ai/sdk', 'answer', x => claude(x, 'anthropic-overloaded')],
  ['anthropic-rate', '@anthropic-ai/sdk', 'answer', x => claude(x, 'anthropic-rate')],
  ['anthropic-long', '@anthropic-ai/sdk', 'answer', x => claude(x, 'anthropic-long')],
  ['anthropic-tool', '@anthropic-ai/sdk', 'answer', x => claude(x, 'anthropic-tool')],
  ['s3-missing', '@aws-sdk/client-s3', 'load-file', x => s3(x, 'missing')],
  ['s3-denied', '@aws-sdk/client-s3', 'load-file', x => s3(x, 'denied')],
  ['s3-bucket', '@aws-sdk/client-s3', 'load-file', x => s3(x, 'bucket')],
  ['s3-slow', '@aws-sdk/client-s3', 'load-file', x => s3(x, 'slow')],
  [
    'stripe-declined',
    'stripe',
    'charge-card',
    x => stripe(x, 'stripe-declined', c => c.paymentIntents.create({ amount: 1, currency: 'eur' })),
  ],
  [
    'stripe-expired',
    'stripe',
    'charge-card',
    x => stripe(x, 'stripe-expired', c => c.paymentIntents.create({ amount: 1, currency: 'eur' })),
  ],
  [
    'stripe-customer',
    'stripe',
    'charge-card',
    x => stripe(x, 'stripe-customer', c => c.customers.retrieve('x')),
  ],
  ['stripe-price', 'stripe', 'charge-card', x => stripe(x, 'stripe-price', c => c.prices.retrieve('x'))],
  [
    'stripe-idempotency',
    'stripe',
    'charge-card',
    x => stripe(x, 'stripe-idempotency', c => c.customers.create({})),
  ],
  [
    'mail-refused',
    'nodemailer',
    'send-mail',
    x =>
      nodemailer
        .createTransport({ host: '127.0.0.1', port: x.closedPort })
        .sendMail({ from: 'a@b.c', to: x.mail, text: '' }),
  ],
  ['yaml-indent', 'js-yaml', 'read-settings', x => yaml.load(`${x.word}: 1\n b: ${x.token}\n`)],
  ['yaml-alias', 'js-yaml', 'read-settings', x => yaml.load(`${x.word}: *missing\n`)],
  [
    'graphql-field',
    'graphql',
    'query',
    async x => {
      const r = await graphql({
        schema: buildSchema('type Query { order: String }'),
        source: `{ order(id: "${x.token}") invoice }`.replace(/\(.*?\)/, ''),
      });
      if (r.errors) throw r.errors[0];
    },
  ],
  [
    'graphql-syntax',
    'graphql',
    'query',
    async _x => {
      const r = await graphql({ schema: buildSchema('type Query { order: String }'), source: '{ order ' });
      if (r.errors) throw r.errors[0];
    },
  ],
  [
    'ws-refused',
    'ws',
    'listen',
    x => new Promise((_, no) => new WebSocket(`ws://127.0.0.1:${x.closedPort}/${x.token}`).on('error', no)),
  ],
  [
    'ws-status',
    'ws',
    'listen',
    x =>
      new Promise((_, no) =>
        new WebSocket(x.url(`/json/plain-401/${x.token}`).replace('http', 'ws')).on('error', no),
      ),
  ],
];
