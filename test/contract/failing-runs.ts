import type { RunEvent, RunFields } from '../../src/contract/run-events.ts';
import { runCreated, sampleNow } from './sample-events.ts';

type Failing = Pick<NonNullable<RunFields['error']>, 'name' | 'message' | 'code' | 'stepName'> & {
  readonly cause?: object;
};

function failed(id: string, at: number, error: Failing | undefined, more: object = {}): RunEvent {
  const { cause, ...told } = error ?? {};
  const value = JSON.stringify({ $type: 'Error', ...told, cause });
  return runCreated(id, {
    status: 'failed',
    createdAt: sampleNow - at * 60_000,
    ...(error && { error: { ...told, value } }),
    ...more,
  });
}

const files = ['apples', 'birds', 'cities', 'dogs', 'eagles', 'farms', 'gears', 'hats', 'inks', 'jars'];
const moreFiles = ['kites', 'lamps', 'moons', 'nests', 'oaks', 'pears', 'quills', 'roads', 'ships', 'trees'];
const letters = 'abcdefghijklmnopqrstuvwxyz';
const refused = {
  ...{ $type: 'Error', name: 'Error', message: 'connect ECONNREFUSED 10.0.0.7:5432', code: 'ECONNREFUSED' },
};

/** Runs of which some failed for the same cause. */
export const failingEvents: readonly RunEvent[] = [
  failed('refused_bare', 1, refused),
  failed('refused_wrapped', 2, { name: 'Error', message: 'could not save the order', cause: refused }),
  ...Array.from({ length: 4 }, (_, n) => [
    failed(`orders_${n}`, 10 + n, { name: 'error', message: 'relation "orders" does not exist' }),
    failed(`users_${n}`, 20 + n, { name: 'error', message: 'relation "users" does not exist' }),
  ]).flat(),
  ...[...files, ...moreFiles].map((file, n) =>
    failed(`file_${file}`, 30 + n, { name: 'Error', message: `cannot decode the picture "${file}" at all` }),
  ),
  ...copies('orders'),
  ...copies('users'),
  failed('agent_limit', 60, { name: 'Error', message: 'the model gave no answer' }, agent('helper')),
  failed('agent_other', 61, { name: 'Error', message: 'the model gave no answer' }, agent('critic')),
  failed('silent_1', 62, undefined),
  failed('silent_2', 63, undefined),
  failed('canceled', 70, refused, { status: 'canceled' }),
  failed('retried', 71, refused, { status: 'running', finishedAt: undefined }),
  runCreated('fine', { createdAt: sampleNow }),
];

/** With more texts than a vote looks at one by one. */
function copies(table: string): readonly RunEvent[] {
  return [...letters].flatMap((a, i) =>
    [...letters.slice(0, 9)].map((b, j) =>
      failed(`copy_${table}_${a}${b}`, 100 + i * 9 + j, {
        ...{ name: 'Error', message: `cannot copy into table "${table}" the picture "pic${a}${b}" at all` },
      }),
    ),
  );
}

function agent(name: string) {
  return { kind: 'agent', name } as const;
}

/** The runs of each cause, newest first; of an agent each is one of its own. */
export const causes: readonly (readonly string[])[] = [
  ['refused_bare', 'refused_wrapped'],
  ['orders_0', 'orders_1', 'orders_2', 'orders_3'],
  ['users_0', 'users_1', 'users_2', 'users_3'],
  [...files, ...moreFiles].map(file => `file_${file}`),
  copies('orders').map(runIdOf),
  copies('users').map(runIdOf),
  ['agent_limit'],
  ['agent_other'],
  ['silent_1', 'silent_2'],
];

function runIdOf(event: RunEvent): string {
  return 'runId' in event ? event.runId : event.id;
}
