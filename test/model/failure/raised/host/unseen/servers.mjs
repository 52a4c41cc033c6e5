import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { BSON } from 'mongodb';

/** Servers on loopback for the second set; every answer is invented. */
export async function startUnseenServers(folder) {
  const tls = certificate(folder);
  const listeners = {
    server: http.createServer(answer),
    garbage: net.createServer(socket => socket.on('error', ignore).end('NOT HTTP AT ALL\r\n\r\n')),
    large: net.createServer(socket =>
      socket.on('error', ignore).end(`HTTP/1.1 200 OK\r\nx-large: ${'a'.repeat(20_000)}\r\n\r\n`),
    ),
    closing: net.createServer(socket => socket.on('error', ignore).destroy()),
    silent: net.createServer(socket => socket.on('error', ignore)),
    tls: https.createServer(tls, answer),
    tlsAnswer: https.createServer(tls, (request, response) =>
      response.writeHead(Number(request.url.split('/')[1])).end('gone'),
    ),
    redis: net.createServer(redis),
    mongo: net.createServer(mongo),
  };
  const ports = { certificate: tls.cert };
  for (const [name, server] of Object.entries(listeners)) {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ports[name] = server.address().port;
  }
  ports.grpc = await startGrpc();
  return ports;
}

const ignore = () => {};

function certificate(folder) {
  const [key, cert] = ['key.pem', 'cert.pem'].map(name => join(folder, name));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '400',
      '-subj',
      '/CN=shop.example',
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(cert, 'utf8') };
}

function answer(request, response) {
  const [, kind] = request.url.split(/[/?]/);
  request.resume();
  if (kind === 'hang') return;
  if (kind === 'close') return void request.socket.destroy();
  if (kind === 'loop') return void response.writeHead(302, { location: '/loop' }).end();
  if (kind === 'stall') return void response.writeHead(200).write('{');
  response.writeHead(404).end();
}

/** A server in this process; its `add` gives an address that gives one answer, whatever is asked for under it. */
export async function startAnswers() {
  const answers = new Map();
  const server = http.createServer((request, response) => {
    const { status, body, type, headers } = answers.get(request.url.split(/[/?]/)[2]);
    request.resume();
    response
      .writeHead(status, { 'content-type': type, ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    add(id, status, body, type = 'application/json', headers = {}) {
      answers.set(id, { status, body, type, headers });
      return `http://127.0.0.1:${server.address().port}/v1/${id}`;
    },
  };
}

function redis(socket) {
  socket.on('error', ignore).on('data', data => {
    for (const command of data.toString().split(/(?=\*\d+\r\n\$)/)) {
      const [, , name = '', , key = ''] = command.split('\r\n');
      socket.write(redisAnswer(name.toLowerCase(), key));
    }
  });
}

function redisAnswer(name, key) {
  if (name === 'info') return '$19\r\nredis_version:7.2.4\r\n';
  if (name === 'hello') return '%1\r\n+proto\r\n:3\r\n';
  if (name !== 'incr') return '+OK\r\n';
  const [kind, id] = key.split(':');
  return `-${
    {
      wrongtype: 'WRONGTYPE Operation against a key holding the wrong kind of value',
      noauth: 'NOAUTH Authentication required.',
      oom: "OOM command not allowed when used memory > 'maxmemory'.",
      moved: `MOVED ${Number(id) % 16384} 10.2.0.${Number(id) % 250}:6379`,
      readonly: "READONLY You can't write against a read only replica.",
      noscript: 'NOSCRIPT No matching script. Please use EVAL.',
    }[kind]
  }\r\n`;
}

function mongo(socket) {
  let waiting = Buffer.alloc(0);
  socket.on('error', ignore).on('data', data => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
      const message = waiting.subarray(0, waiting.readInt32LE(0));
      waiting = waiting.subarray(message.length);
      socket.write(mongoAnswer(message));
    }
  });
}

function mongoAnswer(message) {
  const isQuery = message.readInt32LE(12) === 2004;
  const start = isQuery ? 20 + message.indexOf(0, 20) - 20 + 9 : 21;
  const asked = BSON.deserialize(message.subarray(start, start + message.readInt32LE(start)));
  const text = message.toString('latin1');
  const document = BSON.serialize(mongoDocument(asked, text));
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(isQuery ? 1 : 2013, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}

function mongoDocument(asked, text) {
  const mail = /user\d[^\0]*@example\.\w+/.exec(text)?.[0];
  if (asked.insert)
    return {
      ok: 1,
      n: 0,
      writeErrors: [
        {
          index: 0,
          code: 11000,
          keyPattern: { email: 1 },
          keyValue: { email: mail },
          errmsg: `E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "${mail}" }`,
        },
      ],
    };
  if (asked.delete) return { ok: 0, code: 10107, codeName: 'NotWritablePrimary', errmsg: 'not primary' };
  if (asked.find)
    return {
      ok: 0,
      code: 2,
      codeName: 'BadValue',
      errmsg: `unknown top level operator: $${text.length > 9 ? 'near' : ''}`,
    };
  return {
    ok: 1,
    isWritablePrimary: true,
    ismaster: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    minWireVersion: 0,
    maxWireVersion: 21,
    readOnly: false,
  };
}

async function startGrpc() {
  const server = new grpc.Server();
  const fail =
    (code, details) =>
    ({ request }, done) =>
      done({ code, details: details(request.id) });
  const handlers = {
    Missing: fail(grpc.status.NOT_FOUND, id => `order ${id} does not exist`),
    Denied: fail(grpc.status.PERMISSION_DENIED, id => `caller may not read order ${id}`),
    Quantity: fail(grpc.status.INVALID_ARGUMENT, () => 'quantity must be positive'),
    Currency: fail(grpc.status.INVALID_ARGUMENT, () => 'currency is not supported'),
    Exhausted: fail(grpc.status.RESOURCE_EXHAUSTED, id => `quota of ${id} is used up`),
    Hang: () => {},
  };
  const methods = Object.keys(handlers).map(name => [
    name,
    {
      path: `/shop.Orders/${name}`,
      requestStream: false,
      responseStream: false,
      requestDeserialize: data => JSON.parse(data),
      responseSerialize: value => Buffer.from(JSON.stringify(value)),
      requestSerialize: ignore,
      responseDeserialize: ignore,
    },
  ]);
  server.addService(Object.fromEntries(methods), handlers);
  return new Promise((yes, no) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? no(error) : yes(port),
    ),
  );
}
