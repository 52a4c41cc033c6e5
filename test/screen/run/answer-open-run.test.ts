import { describe, expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { failedRun, missing, timeout } from '../groups/failed-runs.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, settleWork, typeKeys } from '../open-session.ts';

process.env.TZ = 'UTC';

installFakeClock();

const sample = () => [
  failedRun(9, timeout),
  failedRun(8, missing),
  failedRun(7, timeout),
  sampleRun(6),
  failedRun(5, timeout),
];

async function openRun(store: RunStore = createMemoryStore(sample()), keys: readonly string[] = ['enter']) {
  const opened = openSession(store);
  await settle(300);
  press(opened.session, ...keys);
  await settle(10);
  return opened;
}

const answerOf = (session: Session) => session.getState().detail?.answer;
/** The questions that only the count of failures asks: by a signature. */
const counted = ({ asked }: MemoryStore) =>
  asked.filter(({ query }) =>
    query.clauses.some(clause => clause.type === 'text' && clause.field === 'failure'),
  ).length;

describe('how usual a failure is', () => {
  test('is found once the run is open, and the run is shown before', async () => {
    const { session } = await openRun();
    expect(session.getState().detail?.run).toBeDefined();
    expect(answerOf(session)?.usual).toBeUndefined();
    await settle(300);
    expect(answerOf(session)?.usual).toMatchObject({ count: 3, today: 3, isLast: true });
    expect(answerOf(session)?.usual?.part).toBeUndefined();
  });

  test('is said since before the first run where no run of the store is older', async () => {
    const { session } = await openRun();
    await settle(300);
    expect(answerOf(session)?.usual?.isFirstHere).toBe(true);
    const other = await openRun(createMemoryStore([...sample(), sampleRun(4)]));
    await settle(300);
    expect(answerOf(other.session)?.usual).toMatchObject({ count: 3, isFirstHere: false });
  });

  test('is counted once for the runs of one signature', async () => {
    const store = createMemoryStore(sample());
    const { session } = await openRun(store);
    await settle(300);
    const before = counted(store);
    press(session, ']', ']');
    await settle(300);
    expect(session.getState().detail?.summary.id).toBe('run_0007');
    expect(answerOf(session)?.usual).toMatchObject({ count: 3, isLast: false });
    press(session, ']');
    await settle(300);
    expect(session.getState().detail?.run?.status).toBe('success');
    press(session, ']');
    await settle(300);
    expect(session.getState().detail?.summary.id).toBe('run_0005');
    expect(answerOf(session)?.usual).toMatchObject({ count: 3, isLast: false });
    expect(counted(store)).toBe(before);
  });

  test('is not asked of a run that is only passed, nor of one that succeeded', async () => {
    const store = createMemoryStore(sample());
    const { session } = await openRun(store);
    press(session, ']');
    await settle(10);
    press(session, ']', ']');
    await settle(500);
    expect(session.getState().detail?.summary.status).toBe('success');
    expect(counted(store)).toBe(0);
  });

  test('stops being counted when the run is left', async () => {
    const inner = createMemoryStore(sample());
    let aborted = 0;
    const store: RunStore = {
      ...inner,
      failures: (_, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener('abort', () => {
            aborted += 1;
            reject(signal.reason);
          });
        }),
    };
    const { session } = await openRun(store);
    await settle(300);
    expect(aborted).toBe(0);
    press(session, 'escape');
    await settle(10);
    expect(aborted).toBe(1);
  });

  test('is left out where the store cannot tell, and nothing else is said', async () => {
    const inner = createMemoryStore(sample());
    const store: RunStore = {
      ...inner,
      failures: async () => {
        throw new InspectorError('unsupported', 'no');
      },
    };
    const { session } = await openRun(store);
    await settle(300);
    expect(answerOf(session)?.usual).toBeUndefined();
    expect(session.getState().notice).toBeUndefined();
  });

  test('is counted anew when the run is read again', async () => {
    const store = createMemoryStore(sample());
    const { session } = await openRun(store);
    await settle(300);
    store.put(failedRun(10, timeout));
    press(session, 'R');
    await settle(500);
    expect(answerOf(session)?.usual).toMatchObject({ count: 4, isLast: false });
  });
});

describe('! in a failed run', () => {
  test('opens the groups on its group, and ! or q goes back to the run', async () => {
    for (const key of ['!', 'q', 'escape']) {
      const { session } = await openRun(createMemoryStore(sample()), ['j', 'enter']);
      press(session, '!');
      await settle(300);
      const { groups, screen } = session.getState();
      expect(screen).toBe('groups');
      expect(groups?.rows[groups.cursorIndex]?.example.message).toBe(missing.message);
      press(session, key);
      expect(session.getState()).toMatchObject({ screen: 'detail', detail: { summary: { id: 'run_0008' } } });
    }
  });

  test('finds the group of a run whose row does not name its failure', async () => {
    const runs = sample().map(run => ({
      ...run,
      errorSummary: run.errorSummary && { ...run.errorSummary, failure: undefined },
    }));
    const { session } = await openRun(createMemoryStore(runs), ['j', 'enter']);
    press(session, '!');
    await settle(300);
    const { groups } = session.getState();
    expect(groups?.rows[groups.cursorIndex]?.example.message).toBe(missing.message);
  });
});

test('the trace of a failed run tells the call and the logs', async () => {
  const inner = createMemoryStore([failedRun(9, timeout)]);
  const startAt = failedRun(9, timeout).createdAt;
  const call = {
    ...{ id: 's', name: 'POST /send', kind: 'http', status: 'error' as const, startAt, endAt: startAt + 100 },
    attributes: { 'http.response.status_code': 503 },
    events: [],
  };
  const log = { level: 'warn', message: 'retrying', attributes: {}, at: startAt + 50 };
  const trace = { spans: [call], logs: [log, { ...log, at: startAt + 150 }], spanTotal: 1, logTotal: 2 };
  const { session } = await openRun({ ...inner, getTrace: async () => trace });
  await settle(300);
  expect(answerOf(session)).toMatchObject({
    call: { statusCode: 503, name: 'POST /send' },
    logs: { beforeTotal: 1, afterTotal: 1 },
  });
});

describe('what is known of the group of an open failed run', () => {
  const note = (session: Session) => {
    press(session, 'i');
    typeKeys(session, 'OPS-12 BR needs CPF');
    press(session, 'enter');
  };

  test('is the note of the team, with who wrote it, also where it is written while the run is open', async () => {
    const { session } = await openRun();
    await settle(300);
    expect(answerOf(session)?.ofGroup).toEqual([]);
    press(session, '!');
    await settle(300);
    note(session);
    await settle(300);
    press(session, 'escape');
    await settle(300);
    expect(session.getState().screen).toBe('detail');
    expect(answerOf(session)?.ofGroup).toEqual(['OPS-12: BR needs CPF · ada, now']);
  });

  test('has an age that goes on', async () => {
    const { session } = await openRun(undefined, ['!']);
    await settle(300);
    note(session);
    await settle(300);
    press(session, 'escape', 'enter');
    await settle(300);
    expect(answerOf(session)?.ofGroup).toEqual(['OPS-12: BR needs CPF · ada, now']);
    await settle(3 * 61_000);
    expect(answerOf(session)?.ofGroup).toEqual(['OPS-12: BR needs CPF · ada, 3m ago']);
  });

  test('is what W last found of it', async () => {
    const { session } = await openRun(undefined, ['!']);
    await settle(300);
    press(session, 'W');
    await settleWork(300);
    press(session, 'escape', 'escape', 'enter');
    await settle(300);
    expect(answerOf(session)?.ofGroup).toEqual([
      expect.stringMatching(/^found (?:now|\d+s ago): no shared cause/u),
    ]);
    const [run] = sample();
    expect(session.getState().detail?.summary.id).toBe(run?.id);
  });
});
