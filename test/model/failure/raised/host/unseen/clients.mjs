import { once } from 'node:events';
import http from 'node:http';
import * as grpc from '@grpc/grpc-js';
import amqp from 'amqplib';
import { execa } from 'execa';
import express from 'express';
import Fastify from 'fastify';
import { GraphQLClient } from 'graphql-request';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { Kafka, logLevel } from 'kafkajs';
import Koa from 'koa';
import mqtt from 'mqtt';
import { ofetch } from 'ofetch';
import CircuitBreaker from 'opossum';
import pTimeout from 'p-timeout';
import { io } from 'socket.io-client';
import superagent from 'superagent';
import { Agent, interceptors, request } from 'undici';

const agent = new Agent({ headersTimeout: 300, bodyTimeout: 300 });
const strict = new Agent().compose(interceptors.responseError());
const text = {
  serialize: value => Buffer.from(JSON.stringify(value)),
  deserialize: data => JSON.parse(data),
};

function call(x, path, options = {}, port = x.ports.grpc) {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return new Promise((_, no) =>
    client.makeUnaryRequest(
      `/shop.Orders/${path}`,
      text.serialize,
      text.deserialize,
      { id: x.token },
      options,
      error => no(error),
    ),
  );
}

const graph = (x, message, code) =>
  new GraphQLClient(
    x.answer(200, {
      data: null,
      errors: [{ message, path: ['order'], extensions: { code, traceId: x.token } }],
    }),
  ).request('query Order($id: ID) { order(id: $id) { id } }', { id: x.token });

async function inject(_x, change, sent) {
  const app = Fastify();
  let seen;
  app.setErrorHandler((error, _request, reply) => {
    seen = error;
    reply.send('');
  });
  app.post(
    '/',
    {
      schema: {
        body: {
          type: 'object',
          required: ['total'],
          properties: {
            total: { type: 'number' },
            lines: { type: 'array', items: { type: 'object', properties: { qty: { type: 'integer' } } } },
          },
        },
      },
    },
    () => ({}),
  );
  change?.(app);
  await app.inject({ method: 'POST', url: '/', ...sent });
  if (seen) throw seen;
}

async function throughExpress(x, body, type = 'application/json') {
  let seen;
  const app = express();
  app.use(express.json({ limit: 200 }));
  app.use((error, _request, response, _next) => {
    seen = error;
    response.end();
  });
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await fetch(`http://127.0.0.1:${server.address().port}/${x.token}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  server.close();
  throw seen;
}

async function throughKoa(handler) {
  let seen;
  const app = new Koa();
  app.silent = true;
  app.on('error', error => {
    seen = error;
  });
  app.use(async (_context, next) => {
    try {
      await next();
    } catch (error) {
      seen = error;
    }
  });
  app.use(handler);
  const server = http.createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await fetch(`http://127.0.0.1:${server.address().port}/`);
  server.close();
  throw seen;
}

async function throughHono(handler) {
  let seen;
  const app = new Hono();
  app.onError((error, c) => {
    seen = error;
    return c.text('');
  });
  app.get('/', handler);
  await app.request('/');
  throw seen;
}

const breaker = new CircuitBreaker(async () => Promise.reject(new Error('down')), {
  timeout: 30,
  volumeThreshold: 1,
  errorThresholdPercentage: 1,
  resetTimeout: 60_000,
});

/** Clients of HTTP, queues and calls, and servers' frameworks: `[cause, library, step, raise]`. */
export const clientCauses = [
  ['undici-headers-timeout', 'undici', 'ask-rates', x => request(x.url('/hang'), { dispatcher: agent })],
  [
    'undici-body-timeout',
    'undici',
    'ask-rates',
    async x => (await request(x.url('/stall'), { dispatcher: agent })).body.text(),
  ],
  [
    'undici-large-headers',
    'undici',
    'ask-rates',
    x => request(`http://127.0.0.1:${x.ports.large}/${x.token}`),
  ],
  ['undici-not-http', 'undici', 'ask-rates', x => request(`http://127.0.0.1:${x.ports.garbage}/${x.token}`)],
  ['undici-closed', 'undici', 'ask-rates', x => request(x.url('/close'))],
  ['undici-422', 'undici', 'ask-rates', x => request(x.answer(422, { id: x.token }), { dispatcher: strict })],
  ['undici-429', 'undici', 'ask-rates', x => request(x.answer(429, { id: x.token }), { dispatcher: strict })],
  ['undici-bad-protocol', 'undici', 'ask-rates', x => request(`ftp://${x.host}/${x.token}`)],
  [
    'undici-length',
    'undici',
    'ask-rates',
    x => request(x.url('/hang'), { method: 'POST', body: x.token, headers: { 'content-length': '3' } }),
  ],
  ['fetch-redirects', 'undici', 'ask-rates', x => fetch(x.url('/loop'))],
  ['fetch-self-signed', 'undici', 'ask-rates', x => fetch(`https://127.0.0.1:${x.ports.tls}/${x.token}`)],
  ['fetch-scheme', 'undici', 'ask-rates', x => fetch(`gopher://${x.host}/${x.token}`)],
  ['fetch-get-body', 'undici', 'ask-rates', x => fetch(x.url('/hang'), { method: 'GET', body: x.token })],
  ['fetch-bad-port', 'undici', 'ask-rates', x => fetch(`http://${x.host}:6666/${x.token}`)],
  [
    'superagent-404',
    'superagent',
    'fetch-parcel',
    x => superagent.get(x.answer(404, { message: 'Not Found', id: x.token })),
  ],
  [
    'superagent-422',
    'superagent',
    'fetch-parcel',
    x => superagent.get(x.answer(422, { message: 'Not processed', id: x.token })),
  ],
  [
    'superagent-timeout',
    'superagent',
    'fetch-parcel',
    x => superagent.get(x.url('/hang')).timeout(50 + x.index),
  ],
  [
    'superagent-refused',
    'superagent',
    'fetch-parcel',
    x => superagent.get(`http://127.0.0.1:${x.closedPort}/${x.token}`),
  ],
  [
    'superagent-json',
    'superagent',
    'fetch-parcel',
    x => superagent.get(x.answer(200, `<p>${x.token}</p>`, 'application/json')),
  ],
  [
    'ofetch-404',
    'ofetch',
    'fetch-price',
    x => ofetch(x.answer(404, { message: 'Not Found', id: x.token }), { retry: 0 }),
  ],
  [
    'ofetch-500',
    'ofetch',
    'fetch-price',
    x => ofetch(x.answer(500, { message: 'broken', id: x.token }), { retry: 0 }),
  ],
  [
    'ofetch-refused',
    'ofetch',
    'fetch-price',
    x => ofetch(`http://127.0.0.1:${x.closedPort}/${x.token}`, { retry: 0 }),
  ],
  [
    'ofetch-timeout',
    'ofetch',
    'fetch-price',
    x => ofetch(x.url('/hang'), { retry: 0, timeout: 40 + x.index }),
  ],
  ['grpc-order-missing', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Missing')],
  ['grpc-denied', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Denied')],
  ['grpc-quantity', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Quantity')],
  ['grpc-currency', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Currency')],
  ['grpc-exhausted', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Exhausted')],
  ['grpc-unimplemented', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Nothing')],
  [
    'grpc-deadline',
    '@grpc/grpc-js',
    'reserve-stock',
    x => call(x, 'Hang', { deadline: Date.now() + 80 + x.index }),
  ],
  ['grpc-unavailable', '@grpc/grpc-js', 'reserve-stock', x => call(x, 'Missing', {}, x.closedPort)],
  [
    'graph-forbidden',
    'graphql-request',
    'query-order',
    x => graph(x, `Not allowed to read order ${x.uuid}`, 'FORBIDDEN'),
  ],
  [
    'graph-not-found',
    'graphql-request',
    'query-order',
    x => graph(x, `Order ${x.uuid} was not found`, 'NOT_FOUND'),
  ],
  [
    'graph-502',
    'graphql-request',
    'query-order',
    x => new GraphQLClient(x.answer(502, { id: x.token })).request('{ order { id } }'),
  ],
  [
    'fastify-required',
    'fastify',
    'receive',
    x => inject(x, undefined, { payload: { lines: [], id: x.token } }),
  ],
  ['fastify-type', 'fastify', 'receive', x => inject(x, undefined, { payload: { total: x.word } })],
  [
    'fastify-line',
    'fastify',
    'receive',
    x =>
      inject(x, undefined, {
        payload: { total: 1, lines: [...Array(x.index).fill({ qty: 1 }), { qty: x.word }] },
      }),
  ],
  [
    'fastify-media',
    'fastify',
    'receive',
    x => inject(x, undefined, { payload: x.token, headers: { 'content-type': 'text/csv' } }),
  ],
  [
    'fastify-empty',
    'fastify',
    'receive',
    x => inject(x, undefined, { payload: '', headers: { 'content-type': 'application/json' } }),
  ],
  ['fastify-route', 'fastify', 'receive', x => inject(x, app => app.post('/', () => x.token), {})],
  [
    'fastify-decorator',
    'fastify',
    'receive',
    x =>
      inject(
        x,
        app => {
          app.decorate('db', x.token);
          app.decorate('db', 1);
        },
        {},
      ),
  ],
  ['express-json', 'express', 'accept-hook', x => throughExpress(x, `{"id":${x.word}`)],
  [
    'express-large',
    'express',
    'accept-hook',
    x => throughExpress(x, JSON.stringify({ id: x.token.repeat(20 + x.index) })),
  ],
  [
    'express-charset',
    'express',
    'accept-hook',
    x => throughExpress(x, '{}', 'application/json; charset=x-none'),
  ],
  ['express-cut', 'express', 'accept-hook', x => throughExpress(x, `{"id":"${x.token}"`)],
  ['koa-404', 'koa', 'serve-page', x => throughKoa(c => c.throw(404, `page ${x.token} is gone`))],
  ['koa-403', 'koa', 'serve-page', x => throughKoa(c => c.throw(403, `page ${x.token} is closed`))],
  ['koa-assert', 'koa', 'serve-page', x => throughKoa(c => c.assert(x.index > 9, 401))],
  [
    'hono-401',
    'hono',
    'serve-call',
    x =>
      throughHono(() => {
        throw new HTTPException(401, { message: `no session for ${x.mail}` });
      }),
  ],
  [
    'hono-409',
    'hono',
    'serve-call',
    x =>
      throughHono(() => {
        throw new HTTPException(409, { message: `order ${x.uuid} is being changed` });
      }),
  ],
  [
    'hono-503',
    'hono',
    'serve-call',
    () =>
      throughHono(() => {
        throw new HTTPException(503);
      }),
  ],
  [
    'hono-504',
    'hono',
    'serve-call',
    () =>
      throughHono(() => {
        throw new HTTPException(504);
      }),
  ],
  [
    'mqtt-refused',
    'mqtt',
    'publish',
    x => mqtt.connectAsync(`mqtt://127.0.0.1:${x.closedPort}`, { reconnectPeriod: 0 }, false),
  ],
  [
    'socket-refused',
    'socket.io-client',
    'publish',
    x =>
      new Promise((_, no) =>
        io(`http://127.0.0.1:${x.closedPort}`, { reconnection: false }).on('connect_error', no),
      ),
  ],
  [
    'socket-websocket',
    'socket.io-client',
    'publish',
    x =>
      new Promise((_, no) =>
        io(`http://127.0.0.1:${x.closedPort}`, { reconnection: false, transports: ['websocket'] }).on(
          'connect_error',
          no,
        ),
      ),
  ],
  ['amqp-refused', 'amqplib', 'enqueue', x => amqp.connect(`amqp://127.0.0.1:${x.closedPort}`)],
  ['amqp-closed', 'amqplib', 'enqueue', x => amqp.connect(`amqp://127.0.0.1:${x.ports.closing}`)],
  [
    'amqp-timeout',
    'amqplib',
    'enqueue',
    x => amqp.connect(`amqp://127.0.0.1:${x.ports.silent}`, { timeout: 90 + x.index }),
  ],
  [
    'kafka-refused',
    'kafkajs',
    'stream-events',
    x =>
      new Kafka({
        clientId: x.token,
        brokers: [`127.0.0.1:${x.closedPort}`],
        logLevel: logLevel.NOTHING,
        retry: { retries: 1, initialRetryTime: 10 },
      })
        .producer()
        .connect(),
  ],
  [
    'kafka-closed',
    'kafkajs',
    'stream-events',
    x =>
      new Kafka({
        clientId: x.token,
        brokers: [`127.0.0.1:${x.ports.closing}`],
        logLevel: logLevel.NOTHING,
        retry: { retries: 1, initialRetryTime: 10 },
      })
        .producer()
        .connect(),
  ],
  [
    'kafka-timeout',
    'kafkajs',
    'stream-events',
    x =>
      new Kafka({
        clientId: x.token,
        brokers: [`127.0.0.1:${x.ports.silent}`],
        logLevel: logLevel.NOTHING,
        requestTimeout: 100 + x.index,
        enforceRequestTimeout: true,
        retry: { retries: 0 },
      })
        .producer()
        .connect(),
  ],
  [
    'kafka-not-connected',
    'kafkajs',
    'stream-events',
    x =>
      new Kafka({
        clientId: x.token,
        brokers: [`127.0.0.1:${x.closedPort}`],
        logLevel: logLevel.NOTHING,
        retry: { retries: 0 },
      })
        .producer()
        .send({ topic: 'orders', messages: [] }),
  ],
  ['execa-exit-6', 'execa', 'transcode', x => execa('sh', ['-c', `echo ${x.token} >&2; exit 6`])],
  ['execa-exit-7', 'execa', 'transcode', x => execa('sh', ['-c', `echo ${x.token} >&2; exit 7`])],
  ['execa-timeout', 'execa', 'transcode', x => execa('sleep', ['5'], { timeout: 50 + x.index })],
  ['execa-missing', 'execa', 'transcode', x => execa('no-such-encoder', [x.file])],
  ['execa-killed', 'execa', 'transcode', x => execa('sh', ['-c', `kill -9 $$ # ${x.token}`])],
  [
    'p-timeout',
    'p-timeout',
    'wait-for-approval',
    x => pTimeout(new Promise(() => {}), { milliseconds: 30 + x.index }),
  ],
  [
    'breaker-open',
    'opossum',
    'wait-for-approval',
    async () => {
      await breaker.fire().catch(() => {});
      await breaker.fire();
    },
  ],
  [
    'breaker-timeout',
    'opossum',
    'wait-for-approval',
    x => new CircuitBreaker(() => new Promise(() => {}), { timeout: 30 + x.index }).fire(),
  ],
];
