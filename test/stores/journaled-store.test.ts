import { expect, test } from 'vitest';
import type { DoneAct } from '../../src/contract/done-act.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { createJournaledStore } from '../../src/stores/journaled-store.ts';
import { createMemoryStore, sampleRun } from '../screen/memory-store.ts';

type Answers = Partial<Pick<RunStore, 'cancelRun' | 'killRun' | 'startRun' | 'restartRun' | 'performVerb'>>;

const marks: RunStore['failureMarks'] = {
  list: async () => [],
  put: async () => ({ type: 'done' }),
  remove: async () => ({ type: 'done' }),
};

async function keptOf(answers: Answers, act: (store: RunStore) => unknown) {
  const kept: Omit<DoneAct, 'at'>[] = [];
  const base = createMemoryStore([sampleRun(1)]);
  const target = { ...base.target, location: './runs.db', commandTarget: 'here' };
  const store = createJournaledStore({ ...base, ...answers, target, failureMarks: marks }, async done => {
    kept.push(done);
  });
  await Promise.resolve(act(store)).catch(() => {});
  return kept.map(({ act, on, outcome, command }) => [`${act} ${on}: ${outcome}`, command]);
}

const mark = { failureId: 'f_1', shown: { firstAt: 0, lastAt: 0, count: 1 } };
const started = async () => ({ type: 'started', id: 'run_2' }) as const;

test.each<[string, Answers, (store: RunStore) => unknown, readonly [string, string]]>([
  [
    'a cancel that is asked for',
    { cancelRun: async () => ({ type: 'requested' }) },
    store => store.cancelRun('run_1'),
    ['cancel run_1: asked for', 'runlens workflows runs cancel run_1 --target here'],
  ],
  [
    'a cancel that comes too late',
    { cancelRun: async () => ({ type: 'already-finished', status: 'success' }) },
    store => store.cancelRun('my run'),
    ['cancel my run: had ended: success', "runlens workflows runs cancel 'my run' --target here"],
  ],
  [
    'a kill',
    { killRun: async () => ({ type: 'canceled' }) },
    store => store.killRun?.('run_1'),
    ['kill run_1: canceled', 'runlens workflows runs cancel run_1 --kill --target here'],
  ],
  [
    'a start, without its input',
    { startRun: started },
    store => store.startRun({ workflow: 'signup', input: { card: '4111' } }),
    ['start signup: started run_2', 'runlens workflows run signup --input @input.json --target here'],
  ],
  [
    'a retry, without its input',
    { startRun: started },
    store => store.startRun({ workflow: 'signup', input: { card: '4111' }, retryOf: 'run_1' }),
    ['run again run_1: started run_2', 'runlens workflows runs retry run_1 --target here'],
  ],
  [
    'a restart from a step',
    { restartRun: started },
    store => store.restartRun?.('run_1', { fromStep: '-charge' }),
    [
      'run again run_1: started run_2',
      'runlens workflows runs retry run_1 --from-step=-charge --target here',
    ],
  ],
  [
    'an act of an engine, without what is sent',
    { performVerb: async () => ({ type: 'refused', reason: 'it waits for no event' }) },
    store => store.performVerb?.('run_1', { verb: 'send', name: 'approval', payload: { by: 'ada' } }),
    [
      'send run_1: refused: it waits for no event',
      'runlens workflows runs act send run_1 --name approval --input @input.json --target here',
    ],
  ],
  [
    'an act without an answer',
    {
      cancelRun: async () => {
        throw new InspectorError('unreachable', 'the server is away');
      },
    },
    store => store.cancelRun('run_1'),
    ['cancel run_1: no answer: the server is away', 'runlens workflows runs cancel run_1 --target here'],
  ],
  [
    'a note',
    {},
    store => store.failureMarks?.put({ ...mark, kind: 'known', note: 'slow mail', ticket: 'OPS-12' }),
    ['note f_1: done', "runlens failures note f_1 'slow mail' --ticket OPS-12 --target here"],
  ],
  [
    'a mute',
    {},
    store => store.failureMarks?.put({ ...mark, kind: 'muted', mutedUntil: 0, mutedForCount: 5 }),
    ['mute f_1: done', 'runlens failures mute f_1 --until 1970-01-01T00:00:00.000Z --count 5 --target here'],
  ],
  [
    'what takes a note back',
    {},
    store => store.failureMarks?.remove('f_1'),
    ['unmark f_1: done', 'runlens failures unmark f_1 --target here'],
  ],
])('%s is kept with its outcome and its command', async (_, answers, act, expected) => {
  expect(await keptOf(answers, act)).toEqual([expected]);
});

test('what a store cannot do was not done', async () => {
  const cancelRun = async () => ({ type: 'unsupported' }) as const;
  expect(await keptOf({ cancelRun }, store => store.cancelRun('run_1'))).toEqual([]);
});
