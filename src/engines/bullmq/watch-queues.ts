import { pollChanges } from '../../async/poll-changes.ts';
import { sleep } from '../../async/sleep.ts';
import type { Change } from '../../contract/run-store.ts';
import type { Queues } from './job-sets.ts';
import type { Command, RedisClient } from './redis-client.ts';

/** How long one command waits for an event; meanwhile nothing else goes over its connection. */
const blockMs = 2_000;
/** Events that come together are one change. */
const restMs = 150;

/**
 * Waits for the events of all queues on a connection of its own. Each time it ends, the last events and the
 * sizes of the sets say whether something has changed, so that no gap in the events is missed.
 */
export async function* watchQueues(
  client: RedisClient,
  queues: Queues,
  signal: AbortSignal,
  hasRead: () => boolean,
): AsyncGenerator<Change> {
  let last: ReadonlyMap<string, string> | undefined;
  const end = () => client.close();
  signal.addEventListener('abort', end, { once: true });
  if (hasRead()) yield { type: 'changed' };
  try {
    yield* pollChanges(readVersion, { pollMs: restMs }, signal);
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }

  async function readVersion(): Promise<string> {
    const before = last;
    last = undefined;
    if (before) await waitForEvent(client, queues, before, signal);
    const names = await queues.names();
    const replies = await client.send(
      names.map((queue): Command => ['xrevrange', queues.key(queue, 'events'), '+', '-', 'COUNT', 1]),
    );
    last = new Map(names.map((queue, at) => [queue, lastIdOf(replies[at])]));
    return JSON.stringify([...last, (await queues.sizes()).map(({ size }) => size)]);
  }
}

async function waitForEvent(
  client: RedisClient,
  queues: Queues,
  last: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  if (last.size === 0) return sleep(blockMs, signal);
  const keys = [...last.keys()].map(queue => queues.key(queue, 'events'));
  await client.send([['xread', 'COUNT', 1, 'BLOCK', blockMs, 'STREAMS', ...keys, ...last.values()]]);
}

function lastIdOf(reply: unknown): string {
  const entry: unknown = Array.isArray(reply) ? reply[0] : undefined;
  return Array.isArray(entry) ? String(entry[0]) : '0-0';
}
