import { type ChangeQueue, createChangeQueue } from '../../async/change-queue.ts';
import { sleep } from '../../async/sleep.ts';
import type { Change } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Member, withName } from './query-members.ts';

/** A member that cannot be followed is reported once and retried; its return is a change. */
export async function* mergeChanges(
  members: readonly Member[],
  signal: AbortSignal,
  retryMs: number,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  const queue = createChangeQueue<Change>();
  const stops = members.map(member => member.onBack(() => queue.push({ type: 'changed' })));
  for (const member of members) follow(member, queue, either, retryMs).catch(queue.fail);
  try {
    yield* queue.read(either);
  } finally {
    ending.abort();
    for (const stop of stops) stop();
  }
}

async function follow(
  member: Member,
  queue: ChangeQueue<Change>,
  signal: AbortSignal,
  retryMs: number,
): Promise<void> {
  const report = (error: InspectorError) =>
    queue.push({ type: 'error', error: withName(error, member.name) }, `error:${member.name}`);
  let isDown = member.opened() === undefined;
  let isReported = false;
  while (!signal.aborted) {
    try {
      const store = await member.store();
      if (isDown) queue.push({ type: 'changed' });
      isDown = false;
      isReported = false;
      for await (const change of store.changes(signal)) {
        if (change.type === 'error') report(change.error);
        else queue.push(change);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      if (!isReported) report(error);
      isDown = true;
      isReported = true;
    }
    await sleep(retryMs, signal);
  }
}
