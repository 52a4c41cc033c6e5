import { setTimeout as delay } from 'node:timers/promises';
import type { Change } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { type Member, withName } from './member.ts';

type Push = (change: Change) => void;

/**
 * The changes of all; a member that cannot be followed is told of once, tried again, and is a change when it
 * is back.
 */
export async function* mergeChanges(
  members: readonly Member[],
  signal: AbortSignal,
  retryMs: number,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const waiting: Change[] = [];
  let wake = Promise.withResolvers<void>();
  let bug: { readonly error: unknown } | undefined;
  const push: Push = change => {
    const isKnown = change.type === 'changed' && waiting.some(({ type }) => type === 'changed');
    if (!isKnown) waiting.push(change);
    wake.resolve();
  };
  const stops = members.map(member => member.onBack(() => push({ type: 'changed' })));
  until.addEventListener('abort', () => wake.resolve(), { once: true });
  for (const member of members) {
    follow(member, push, until, retryMs).catch((error: unknown) => {
      bug = { error };
      wake.resolve();
    });
  }
  try {
    while (!until.aborted) {
      const change = waiting.shift();
      if (change) yield change;
      else if (bug) throw bug.error;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    ending.abort();
    for (const stop of stops) stop();
  }
}

async function follow(member: Member, push: Push, signal: AbortSignal, retryMs: number): Promise<void> {
  let isDown = member.opened() === undefined;
  let isTold = false;
  while (!signal.aborted) {
    try {
      const store = await member.store();
      if (isDown) push({ type: 'changed' });
      isDown = false;
      isTold = false;
      for await (const change of store.changes(signal)) {
        push(
          change.type === 'error' ? { type: 'error', error: withName(change.error, member.name) } : change,
        );
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InspectorError)) throw error;
      if (!isTold) push({ type: 'error', error: withName(error, member.name) });
      isDown = true;
      isTold = true;
    }
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
}
