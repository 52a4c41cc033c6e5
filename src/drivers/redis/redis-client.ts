import { Redis } from 'ioredis';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { type ErrorRow, findError } from '../error-table.ts';

export type Command = readonly [name: string, ...values: readonly (string | number)[]];

/** One connection, made when needed, and again after it was lost. Sends only commands that read. */
export type RedisClient = {
  /** Sends commands together. Rejects with an `InspectorError`. */
  readonly send: (commands: readonly Command[]) => Promise<readonly unknown[]>;
  readonly close: () => void;
};

type RedisPlace = {
  /** `redis://…` or `rediss://…` with a port, the password, and the number of the database. */
  readonly url: string;
  readonly location: string;
};

const connectTimeoutMs = 5_000;
const commandTimeoutMs = 10_000;

export function createRedisClient(place: RedisPlace): RedisClient {
  let open: { readonly redis: Redis; readonly ready: Promise<unknown>; readonly send: Send } | undefined;
  let isClosed = false;
  const connect = async (): Promise<Send> => {
    if (isClosed) throw new InspectorError('conflict', `${place.location} was closed`);
    if (!open || open.redis.status === 'end') {
      const credentials = credentialsOf(place);
      const redis = new Redis(connectionOptions(place));
      open = { redis, ready: greet(redis, place, credentials), send: createSend(redis) };
    }
    const { ready, send } = open;
    await ready;
    return send;
  };
  return {
    async send(commands) {
      if (commands.length === 0) return [];
      try {
        const send = await connect();
        return await send(commands);
      } catch (error) {
        throw toRedisError(error, place);
      }
    },
    close() {
      isClosed = true;
      open?.redis.disconnect();
    },
  };
}

/** By itself, the client would continue as another user, or in another database, than the server refused. */
async function greet(redis: Redis, { url }: RedisPlace, [user, password]: Credentials): Promise<void> {
  let cause: unknown;
  redis.on('error', error => {
    cause ??= error;
  });
  try {
    await redis.connect();
  } catch (error) {
    throw cause ?? error;
  }
  const database = Number(new URL(url).pathname.slice(1));
  try {
    if (password !== '') await sendAll(redis, [['auth', ...[user, password].filter(word => word !== '')]]);
    if (database > 0) await sendAll(redis, [['select', database]]);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

type Credentials = readonly [user: string, password: string];

function credentialsOf({ url, location }: RedisPlace): Credentials {
  const { username, password } = new URL(url);
  try {
    return [decodeURIComponent(username), decodeURIComponent(password)];
  } catch {
    const message = `the user or the password in the address of ${location} has a "%" that encodes nothing`;
    throw new InspectorError('usage', message, { hint: 'write "%" as %25' });
  }
}

type Send = RedisClient['send'];
type Reply = readonly [error: Error | null, reply: unknown];

/** Puts the commands of one turn into one request. */
function createSend(redis: Redis): Send {
  let next: { readonly commands: Command[]; readonly replies: Promise<readonly Reply[]> } | undefined;
  const begin = () => {
    const commands: Command[] = [];
    const replies = Promise.resolve().then(() => {
      next = undefined;
      return request(redis, commands);
    });
    return { commands, replies };
  };
  return async asked => {
    next ??= begin();
    const { commands, replies } = next;
    const start = commands.length;
    for (const command of asked) commands.push(command);
    return (await replies).slice(start, start + asked.length).map(toReply);
  };
}

async function sendAll(redis: Redis, commands: readonly Command[]): Promise<readonly unknown[]> {
  return (await request(redis, commands)).map(toReply);
}

async function request(redis: Redis, commands: readonly Command[]): Promise<readonly Reply[]> {
  return (await redis.pipeline(commands.map(command => [...command])).exec()) ?? [];
}

function toReply([error, reply]: Reply): unknown {
  if (!error) return reply;
  // The client adds the command to its error, which may hold a password.
  Reflect.deleteProperty(error, 'command');
  throw error;
}

function connectionOptions({ url }: RedisPlace) {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: Number(port),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    protocol: 2,
    lazyConnect: true,
    // Both need rights that reading does not.
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: null,
    connectTimeout: connectTimeoutMs,
    commandTimeout: commandTimeoutMs,
  } as const;
}

/** By the first word of a server's error, Node's codes, and messages of the client without a code. */
const rows: readonly ErrorRow[] = [
  {
    code: /^(NOAUTH|WRONGPASS)$/,
    kind: 'auth',
    message: '{} did not accept the user or the password',
    hint: 'put both before the host in the address, or the password into REDISCLI_AUTH',
  },
  {
    code: /^NOPASS$/,
    kind: 'auth',
    message: '{} asks for no password',
    hint: 'leave the password out of the address, or unset REDISCLI_AUTH',
  },
  {
    code: /^NOPERM$/,
    kind: 'auth',
    message: 'the user of {} lacks a right it needs',
    hint: 'reading needs: ACL SETUSER runlens on >password ~bull:* +@read +select; it says: {cause}',
  },
  {
    code: /^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN)$/,
    kind: 'unsupported',
    message: '{} is a node of a cluster that does not hold these queues',
    hint: 'name the node that does; it says: {cause}',
  },
  {
    code: /^WRONGTYPE$/,
    kind: 'unreadable',
    message: '{} holds keys that are named like those of BullMQ, but are something else',
    hint: 'name the database or the prefix of the queues: redis://host/1?prefix=bull',
  },
  {
    code: /^(LOADING|BUSY|MASTERDOWN|TRYAGAIN)$/,
    kind: 'unreachable',
    message: '{} is not ready to answer yet',
    hint: 'it is tried again',
  },
  {
    code: /^DB$/,
    kind: 'usage',
    message: '{} has no database of that number',
    hint: 'the path of the address is the number of the database: redis://host:6379/0',
  },
  {
    code: /^(ENOTFOUND|EAI_)/,
    kind: 'unreachable',
    message: 'the host of {} is not known',
    hint: 'check the address',
  },
  {
    code: /^(ETIMEDOUT|slow)/,
    kind: 'timeout',
    message: '{} did not answer in time',
    hint: 'check the network, and whether the server uses TLS: rediss:// does, redis:// does not',
  },
  {
    code: /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL|EPROTO)/,
    kind: 'unreachable',
    message: 'no secure connection to {} could be made',
    hint: "check the server's certificate, and whether it uses TLS at all (redis:// does not)",
  },
  {
    code: /^gone/,
    kind: 'unreachable',
    message: '{} closed the connection',
    hint: 'it is tried again; where the server uses TLS, write rediss://',
  },
  {
    code: /^(ECONN|EPIPE|EHOST|ENET|EADDR|EACCES)/,
    kind: 'unreachable',
    message: '{} cannot be reached',
    hint: 'check that the server runs and that the address is right',
  },
  {
    code: /^(ERR|(?!E)[A-Z]{2,})$/,
    kind: 'unreadable',
    message: '{} refused a command',
    hint: 'it says: {cause}',
  },
];

function toRedisError(error: unknown, { location }: RedisPlace): unknown {
  if (error instanceof InspectorError) return error;
  const code = redisErrorCode(error);
  return code === undefined ? error : (findError(rows, code, location, error) ?? error);
}

function redisErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError && error.errors.length > 0) return redisErrorCode(error.errors[0]);
  const code = errorCode(error);
  if (code === 'ECONNRESET') return 'gone';
  if (code !== undefined) return code;
  const message = thrownMessage(error);
  if (/DB index|invalid DB|SELECT is not allowed/i.test(message)) return 'DB';
  if (/^ERR (AUTH <password> called without|Client sent AUTH, but no password)/i.test(message))
    return 'NOPASS';
  if (/timed out|timeout/i.test(message)) return 'slow';
  if (/Connection is closed|Stream isn't writeable|Connection closed/i.test(message)) return 'gone';
  return /^[A-Z]+(?=\s)/.exec(message)?.[0];
}
