import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Change, RunStore } from '../../src/contract/run-store.ts';
import type { NewFailureMark } from '../../src/model/failure/memory/failure-mark.ts';
import { collectChanges, waitFor } from './reading.ts';
import { sampleNow } from './sample-events.ts';
import type { OpenedStore, StoreUnderTest } from './store-contract.ts';

const known: NewFailureMark = {
  failureId: '0k3x9f0a1b2',
  kind: 'known',
  note: 'the mail provider is slow\n\u0000 — seit Montag \u{1F40C}',
  ticket: 'OPS-12',
  shown: { firstAt: sampleNow - 3_600_000, lastAt: sampleNow - 60_000, count: 1_204 },
};
const muted: NewFailureMark = {
  failureId: '0k3x9f0a1b2.-.1f9ab',
  kind: 'muted',
  mutedUntil: sampleNow + 86_400_000,
  mutedForCount: 100,
  shown: { firstAt: sampleNow, lastAt: sampleNow, count: 1 },
};

/** What a store that keeps marks of groups of failures has to keep. */
export function describeFailureMarks(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });
  afterEach(async () => {
    for (const { failureId } of (await marks().list()) ?? []) await marks().remove(failureId);
  });
  const marks = () => {
    if (!store.failureMarks) throw new Error('it keeps no marks');
    return store.failureMarks;
  };

  it('keeps notes and mutes as they were made, with who made them and when', async () => {
    expect(await marks().list()).toEqual([]);
    expect(await marks().put(known, { by: 'ada' })).toEqual({ type: 'done' });
    expect(await marks().put(muted)).toEqual({ type: 'done' });
    const kept = await marks().list();
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual({ ...known, by: 'ada', at: expect.any(Number) });
    expect(kept).toContainEqual({ ...muted, at: expect.any(Number) });
    expect(kept?.every(({ at }) => Math.abs(at - Date.now()) < 600_000)).toBe(true);
  });

  it('keeps the last note of a group, beside its mute, until both are removed', async () => {
    await marks().put(known, { by: 'ada' });
    await marks().put({ ...muted, failureId: known.failureId });
    await marks().put({ ...known, ticket: undefined, note: 'it was the firewall' }, { by: 'grace' });
    const kept = await marks().list();
    expect(kept?.map(({ kind, note, ticket, by }) => ({ kind, note, ticket, by }))).toEqual(
      expect.arrayContaining([
        { kind: 'known', note: 'it was the firewall', ticket: undefined, by: 'grace' },
        { kind: 'muted', note: undefined, ticket: undefined, by: undefined },
      ]),
    );
    expect(kept).toHaveLength(2);
    expect(await marks().remove('another')).toEqual({ type: 'done' });
    expect(await marks().list()).toHaveLength(2);
    expect(await marks().remove(known.failureId)).toEqual({ type: 'done' });
    expect(await marks().list()).toEqual([]);
  });

  it('reports a mark as a change, which another reader of the store then sees', async () => {
    const other = await under.open();
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(other.changes(ending.signal), changes);
    try {
      await waitFor(async () => {
        await marks().put(known);
        return changes.some(({ type }) => type === 'changed');
      });
      expect(await other.failureMarks?.list()).toHaveLength(1);
    } finally {
      ending.abort();
      await watching;
      await other.close();
    }
  });
}
