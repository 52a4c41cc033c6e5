import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../../../src/contract/capabilities.ts';
import type { RestartOptions } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { createActQuestion } from '../../../src/screen/acts/act-question.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const failed = sampleRun(3, { status: 'failed' });
const step = (id: string, name: string, status: Step['status'], attempt = 1): Step => ({
  ...{ id, name, status, attempt, type: 'action' },
  ...{ startedAt: failed.createdAt, finishedAt: failed.createdAt + 1_000 },
});
const steps = [
  step('a', 'reserve', 'success'),
  step('b-try-1', 'charge-card', 'failed'),
  step('b', 'charge-card', 'failed', 2),
];
const keeps = 'the results of the steps before it are copied';
const loses = 'its error, and what its steps returned';

/** A store of an engine that repeats runs by itself, which answers with the new run, or the same in place. */
function engineOf(can: Partial<Capabilities>, run = failed, whole: Partial<Run> = { steps }) {
  const base = createMemoryStore([run, sampleRun(2)], whole);
  const restarts: [string, RestartOptions][] = [];
  const spans = steps.map(({ id, name, status }) => ({
    ...{ id, name, kind: 'step', startAt: failed.createdAt, endAt: failed.createdAt + 1_000 },
    ...{ status: status === 'failed' ? ('error' as const) : ('ok' as const), attributes: {}, events: [] },
  }));
  return Object.assign(base, {
    restarts,
    target: {
      ...base.target,
      kind: 'acme',
      location: 'acme:postgres://db.example.com/orders',
      isEngine: true,
    },
    can: { ...base.can, restart: true, ...can } as Capabilities,
    tracePages: [{ spans }],
    restartRun: async (id: string, { fromStep, isSaved }: RestartOptions = {}) => {
      restarts.push([id, { fromStep, isSaved }]);
      if (isSaved) return { type: 'started', id } as const;
      base.put(sampleRun(100, { id: 'run_0100', retryOf: id, status: 'queued' }));
      return { type: 'started', id: 'run_0100' } as const;
    },
  });
}

const screenOf = (session: Session) => drawApp(session.getState(), plainTheme).join('\n');
/** The words of the dialog, whose lines are wrapped. */
const wordsOf = (session: Session) => screenOf(session).replaceAll(/[\s│]+/gu, ' ');
const noticeOf = (session: Session) => session.getState().notice?.text;

/** Opens the run and moves the cursor to a row with these words. */
async function openAt(store: ReturnType<typeof engineOf>, words: string, tab = '1') {
  const opened = openSession(store);
  await settle();
  press(opened.session, 'enter');
  await settle(500);
  press(opened.session, tab, 'g');
  await settle(500);
  for (let row = 0; row < 40 && !cursorLine(opened.session).includes(words); row += 1) {
    press(opened.session, 'j');
    await settle();
  }
  expect(cursorLine(opened.session)).toContain(words);
  return opened;
}

function cursorLine(session: Session): string {
  return (
    screenOf(session)
      .split('\n')
      .find(line => line.includes('▌')) ?? ''
  );
}

describe('a on a step of an ended run', () => {
  test.each([
    ['a step', '1', 'charge-card'],
    ['its span', '3', 'charge-card'],
  ])('asks on %s whether from there, says what is kept, and does so', async (_, tab, words) => {
    const { session, store } = await openAt(engineOf({ restartFrom: { keeps } }), words, tab);
    press(session, 'a');
    await settle();
    const screen = screenOf(session);
    expect(screen).toContain('from    [ step charge-card ]  the start');
    expect(screen).toContain(`kept    ${keeps}`);
    expect(screen).toContain('input   none recorded: its engine sends what it keeps');
    expect(screen).toContain('target  database orders on db.example.com');
    press(session, 'y');
    await settle(500);
    expect(store.restarts).toEqual([[failed.id, { fromStep: 'b', isSaved: undefined }]]);
    expect(noticeOf(session)).toBe('started run_0100: signup-pipeline again, from charge-card');
    expect(session.getState().detail?.summary.id).toBe('run_0100');
  });

  test('asks from the start with s, and takes back an answer that was chosen before', async () => {
    const { session, store } = await openAt(engineOf({ restartFrom: { keeps } }), 'charge-card');
    press(session, 'a', 'right', 's');
    await settle();
    expect(screenOf(session)).toContain('from    step charge-card  [ the start ]');
    expect(screenOf(session)).toContain('[ No ]');
    expect(hintsFor(session.getState())).toContainEqual({ keys: 's', label: 'from step' });
    press(session, 'y');
    await settle(500);
    expect(store.restarts).toEqual([[failed.id, { fromStep: undefined, isSaved: undefined }]]);
  });

  test('says before it is asked where an engine begins that repeats no run from its start', async () => {
    const restartNote = 'begins at the node that failed';
    const { session, store } = await openAt(engineOf({ restartNote }), 'charge-card');
    press(session, 'a');
    await settle();
    expect(screenOf(session)).toContain('It begins at the node that failed.');
    press(session, 'y');
    await settle(500);
    expect(store.restarts).toEqual([[failed.id, { fromStep: undefined, isSaved: undefined }]]);
  });

  test.each([
    ['on no step', {}, 'g', 'the cursor is on no step of the run'],
    [
      'where the engine cannot',
      { restartFrom: undefined },
      '',
      'acme:postgres://db.example.com/orders does not repeat runs from a step',
    ],
  ])('asks as elsewhere %s, and s says why', async (_, can, key, reason) => {
    const { session } = await openAt(engineOf({ restartFrom: { keeps }, ...can }), 'charge-card');
    if (key) press(session, key);
    press(session, 'a');
    await settle();
    expect(screenOf(session)).not.toContain('the start');
    press(session, 's');
    expect(noticeOf(session)).toBe(reason);
  });

  test('asks from the start while the run goes on', async () => {
    const running = sampleRun(3, { status: 'running', finishedAt: undefined });
    const { session } = await openAt(engineOf({ restartFrom: { keeps } }, running), 'charge-card');
    press(session, 'a');
    await settle();
    press(session, 's');
    expect(noticeOf(session)).toBe('signup-pipeline has not ended: it is repeated from no step yet');
  });
});

describe('an engine that begins the run itself again', () => {
  const inPlace = { start: false, restart: undefined, restartFrom: { keeps, loses } };

  test('says what is lost, is asked by Yes alone, and the notice names the saved run', async () => {
    const { session, store } = await openAt(engineOf(inPlace), 'charge-card');
    press(session, 'a');
    await settle();
    expect(wordsOf(session)).toContain(`loses ${loses}`);
    press(session, 'enter');
    await settle();
    expect(store.restarts).toEqual([]);
    press(session, 'a');
    await settle();
    press(session, 'y');
    await settle(500);
    expect(store.restarts).toEqual([[failed.id, { fromStep: 'b', isSaved: true }]]);
    expect(noticeOf(session)).toBe(
      'signup-pipeline begins again, from charge-card: as it was, it is saved in ./runs.case.json',
    );
  });

  test('is not asked for at first where a new run can be started', async () => {
    const { session } = await openAt(engineOf({ ...inPlace, start: true }), 'charge-card');
    press(session, 'a');
    await settle();
    expect(screenOf(session)).toContain('from    step charge-card  [ the start ]');
    expect(screenOf(session)).not.toContain('loses');
    press(session, 's');
    await settle();
    expect(wordsOf(session)).toContain(`loses ${loses}`);
  });

  test('is not asked where the run cannot be read to be saved', async () => {
    const store = engineOf(inPlace);
    const { session } = await openAt(store, 'charge-card');
    press(session, 'a');
    await settle();
    store.failWith = new InspectorError('unreadable', 'the disk is full');
    press(session, 'y');
    await settle();
    expect(store.restarts).toEqual([]);
    expect(noticeOf(session)).toContain('not started: the disk is full');
  });

  test('is meant at first in a list of several targets where its own knows no other start', () => {
    const base = createMemoryStore([failed]).can;
    const member = { ...base, start: false, restartFrom: { keeps, loses } };
    const can = { ...base, start: true, members: new Map([['cloud', member]]) };
    const run = { ...failed, target: 'cloud', address: 'cloud/run_3', statusKey: failed.status };
    const runs = { runs: [run], counts: [], isCut: false };
    const asked = { act: 'retry', source: { type: 'chosen', runs, leftOut: 0 }, target: 'all' } as const;
    const stepOfRun = { id: 'b', name: 'charge-card' };
    expect(createActQuestion({ ...asked, can, step: stepOfRun }).isFromStep).toBe(true);
  });
});
