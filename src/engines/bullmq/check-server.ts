import { randomUUID } from 'node:crypto';
import type { StoreCheck } from '../../contract/target-info.ts';
import type { Command } from '../../drivers/redis/redis-client.ts';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { type Queues, textsOf } from './queues.ts';

type Commands = Readonly<Record<string, Command>>;

/** Asked for a key that is not there, where each of them leaves everything as it is. */
const reading = (key: string): Commands => ({
  ...{ type: ['type', key], exists: ['exists', key], llen: ['llen', key], zcard: ['zcard', key] },
  ...{ zscore: ['zscore', key, 1], lpos: ['lpos', key, 1], lrange: ['lrange', key, 0, 0] },
  ...{ zrange: ['zrange', key, 0, 0], zrevrangebyscore: ['zrevrangebyscore', key, 1, 0] },
  ...{ hmget: ['hmget', key, 1], hgetall: ['hgetall', key], hstrlen: ['hstrlen', key, 1] },
  ...{ xrange: ['xrange', key, '-', '+'], xrevrange: ['xrevrange', key, '+', '-'] },
  ...{ hscan: ['hscan', key, 0], sscan: ['sscan', key, 0] },
});
const acting = (key: string): Commands => ({
  ...{
    info: ['info', 'server'],
    evalsha: ['evalsha', '0'.repeat(40), 0],
    del: ['del', key],
    hdel: ['hdel', key, 1],
  },
  ...{ lrem: ['lrem', key, 0, 1], zrem: ['zrem', key, 1], srem: ['srem', key, 1] },
});

/** What `targets test` says of a server: a user may be refused single commands. */
export async function checkServer({ send, names, key, prefix }: Queues): Promise<StoreCheck> {
  const queues = await names();
  const missing = key(`runlens-${randomUUID()}`);
  const ask = async (command: Command) => (await send([command]).catch(ignoreRefused))?.[0];
  const refusedOf = async (commands: Commands) => {
    const all = Object.entries(commands).map(async ([name, command]) =>
      (await isRefused(send([command]))) ? [name] : [],
    );
    return (await Promise.all(all)).flat();
  };
  const asked = Date.now();
  const time = textsOf(await ask(['time']));
  const answered = Date.now();
  const [info, metas, reads, acts] = await Promise.all([
    ask(['info', 'server']),
    Promise.all(queues.map(queue => ask(['hmget', key(queue, 'meta'), 'version']))),
    refusedOf(reading(missing)),
    refusedOf(acting(missing)),
  ]);
  const own = new Set(metas.flatMap(textsOf).map(text => text.replace(/^bullmq:/, 'BullMQ ')));
  const at = Number(time[0]) * 1_000 + Number(time[1]) / 1_000;
  return {
    versions: [...serverVersion(String(info ?? '')), ...[...own].sort()],
    tables: queues.map(queue => `${prefix}:${queue}`),
    rights: { read: reads.length === 0, act: acts.length === 0, refused: [...reads, ...acts] },
    ...(time.length === 0 ? {} : { clockSkewMs: Math.round(at - (asked + answered) / 2) }),
  };
}

function serverVersion(info: string): readonly string[] {
  const [, valkey] = /^valkey_version:(\S+)/m.exec(info) ?? [];
  const [, redis] = /^redis_version:(\S+)/m.exec(info) ?? [];
  return valkey ? [`Valkey ${valkey}`] : redis ? [`Redis ${redis}`] : [];
}

/** By the rights of the user, or by a replica. Another error comes of the command, which was allowed. */
async function isRefused(answer: Promise<unknown>): Promise<boolean> {
  return answer.then(
    () => false,
    (error: unknown) => {
      const { cause } = error instanceof InspectorError ? error : {};
      if (!/^[A-Z]{2,} /.test(thrownMessage(cause))) throw error;
      return /^(NOPERM|READONLY) /.test(thrownMessage(cause));
    },
  );
}

function ignoreRefused(error: unknown): undefined {
  if (error instanceof InspectorError && error.kind === 'auth') return undefined;
  throw error;
}
