import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { VerbRequest, VerbResult } from '../../../src/contract/verbs.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';
import { engineVerbs } from '../verb-states.ts';

installFakeClock();

const waiting = sampleRun(3, { status: 'waiting', finishedAt: undefined, waitingFor: 'approval' });
const failed = sampleRun(2, { status: 'failed', name: 'invoice-sync' });
const succeeded = sampleRun(1, { status: 'success' });

/** A store of an engine with verbs, which keeps what it is asked. */
function engineOf(result: VerbResult = { type: 'done', status: 'running' }) {
  const base = createMemoryStore([waiting, failed, succeeded]);
  const performed: (VerbRequest & { readonly id: string })[] = [];
  return Object.assign(base, {
    performed,
    target: {
      ...base.target,
      kind: 'acme',
      location: 'acme:postgres://db.example.com/orders',
      isEngine: true,
    },
    can: { ...base.can, verbs: engineVerbs },
    performVerb: async (id: string, request: VerbRequest): Promise<VerbResult> => {
      performed.push({ id, ...request });
      if (result.type === 'done' && result.status)
        base.put({ ...(id === waiting.id ? waiting : failed), status: result.status, waitingFor: undefined });
      return result;
    },
  });
}

const screenOf = (session: Session) => drawApp(session.getState(), plainTheme).join('\n');
const wordsOf = (session: Session) => screenOf(session).replaceAll(/[\s│]+/gu, ' ');
const noticeOf = (session: Session) => session.getState().notice?.text;
const hasHint = (session: Session) => hintsFor(session.getState()).some(({ keys }) => keys === 'D');

async function openOn(store: ReturnType<typeof engineOf>, row = 0, size = { columns: 100, rows: 30 }) {
  const opened = openSession(store, size);
  await settle();
  for (let at = 0; at < row; at += 1) press(opened.session, 'j');
  await settle();
  return opened;
}

describe('D on a run of an engine with verbs', () => {
  test('offers what is for this run, asks with the event that it waits for, and the row shows the outcome', async () => {
    const { session, store } = await openOn(engineOf());
    expect(hasHint(session)).toBe(true);
    press(session, 'D');
    await settle();
    expect(screenOf(session)).toContain('send an event');
    expect(screenOf(session)).not.toContain('retry in place');
    press(session, 's');
    await settle();
    typeKeys(session, '{"by":');
    press(session, 'enter');
    await settle();
    expect(screenOf(session)).toContain('no JSON at column 7');
    typeKeys(session, '"ada"}');
    press(session, 'enter');
    await settle();
    expect(screenOf(session)).toContain('event   approval');
    expect(screenOf(session)).toContain('payload {"by":"ada"}');
    expect(screenOf(session)).toContain('target  database orders on db.example.com');
    expect(store.performed).toEqual([]);
    press(session, 'y');
    await settle(500);
    expect(store.performed).toEqual([
      { id: waiting.id, verb: 'send', name: 'approval', payload: { by: 'ada' } },
    ]);
    expect(noticeOf(session)).toBe('signup-pipeline: send an event: it is now Running');
    await expect(`${screenOf(session)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '../../golden/screen/verb-done-100.txt'),
    );
  });

  test('does nothing on the first answer, No', async () => {
    const { session, store } = await openOn(engineOf());
    press(session, 'D', 'p');
    await settle();
    expect(screenOf(session)).toContain('[ No ]');
    press(session, 'enter');
    await settle(500);
    expect(store.performed).toEqual([]);
  });

  test('keeps the run as it was before it is retried in place, and names the case file', async () => {
    const { session, store } = await openOn(engineOf({ type: 'done', status: 'queued' }), 1);
    press(session, 'D', 'r');
    await settle();
    expect(wordsOf(session)).toContain('It loses its error and the times of its last attempt.');
    press(session, 'y');
    await settle(500);
    expect(store.performed).toEqual([{ id: failed.id, verb: 'retry-in-place', isSaved: true }]);
    expect(noticeOf(session)).toBe(
      'invoice-sync: retry in place: it is now Queued; as it was, it is saved in ./runs.case.json',
    );
  });

  test('retries nothing in place where the run cannot be read to be saved', async () => {
    const { session, store } = await openOn(engineOf(), 1);
    press(session, 'D', 'r');
    await settle();
    store.failWith = new InspectorError('unreadable', 'the disk is full');
    press(session, 'y');
    await settle(500);
    expect(store.performed).toEqual([]);
    expect(noticeOf(session)).toContain('retry in place failed: the disk is full');
  });

  test.each<[string, VerbResult, string]>([
    ['refused', { type: 'refused', reason: 'it has ended' }, 'signup-pipeline: pause refused: it has ended'],
    [
      'not seen yet',
      { type: 'requested' },
      'signup-pipeline: pause: sent, and not to be seen in the run yet',
    ],
    ['gone', { type: 'not-found' }, 'there is no run run_0003'],
  ])('says when it is %s', async (_, result, words) => {
    const { session } = await openOn(engineOf(result));
    press(session, 'D', 'p');
    await settle();
    press(session, 'y');
    await settle(500);
    expect(noticeOf(session)).toContain(words);
  });

  test('says on another run what is for which runs, and has no hint', async () => {
    const { session } = await openOn(engineOf(), 2);
    expect(hasHint(session)).toBe(false);
    press(session, 'D');
    expect(noticeOf(session)).toBe(
      'nothing more can be done to signup-pipeline: pause is for a run that goes on, send an event is for a run that waits for an event, retry in place is for a failed run',
    );
  });

  test('is for one run at a time', async () => {
    const { session } = await openOn(engineOf());
    press(session, 'space', 'space', 'D');
    expect(noticeOf(session)).toBe('this acts on one run at a time: mark one run, or none');
  });

  test('says where the target has no verbs', async () => {
    const { session } = openSession(createMemoryStore([failed]));
    await settle();
    press(session, 'D');
    expect(noticeOf(session)).toBe('./runs.db has no other acts on runs');
  });
});
