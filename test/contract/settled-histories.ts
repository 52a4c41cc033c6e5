import type { RunCreated } from '../../src/contract/event-batch.ts';
import type { SettledHow } from '../../src/model/run.ts';
import { runCreated, sampleNow } from './sample-events.ts';

type Fields = Partial<RunCreated>;

/** What became of a failed run: `id how` of the run that settled it, or that it is open. */
type Answer = `${string} ${SettledHow}` | 'open';

/** Runs of one work and of others, invented, and what is true of each that failed. */
export type History = {
  readonly title: string;
  /** Oldest first, a minute apart; ids are made unique by a prefix. */
  readonly runs: Readonly<Record<string, Fields>>;
  readonly is: Readonly<Record<string, Answer>>;
};

const failed: Fields = { status: 'failed', error: { name: 'Error', message: 'no answer' } };
const nightly = { type: 'schedule', label: 'Schedule · nightly', raw: 'cron 0 2 * * *' };
const hourly = { type: 'schedule', label: 'Schedule · hourly', raw: 'cron 0 * * * *' };
const going: Fields = { status: 'running', finishedAt: undefined };
const input = '{"order":7,"lines":[1,2]}';
const other = '{"order":8,"lines":[1,2]}';

const report = (day: string, at: number) => JSON.stringify({ files: [`s3://sales/${day}/all.csv`], at });

export const histories: readonly History[] = [
  { title: 'a retry that succeeded', runs: { a: failed, b: { retryOf: 'a' } }, is: { a: 'b retry' } },
  {
    title: 'a retry that failed',
    runs: { a: failed, b: { ...failed, retryOf: 'a' } },
    is: { a: 'open', b: 'open' },
  },
  {
    title: 'a chain of retries, the last of which succeeded',
    runs: { a: failed, b: { ...failed, retryOf: 'a' }, c: { ...failed, retryOf: 'b' }, d: { retryOf: 'c' } },
    is: { a: 'd retry', b: 'd retry', c: 'd retry' },
  },
  {
    title: 'a chain through a run that was canceled',
    runs: { a: failed, b: { status: 'canceled', retryOf: 'a' }, c: { retryOf: 'b' } },
    is: { a: 'c retry' },
  },
  {
    title: 'two retries of one run, the first of which failed',
    runs: { a: failed, b: { ...failed, retryOf: 'a' }, c: { retryOf: 'a' } },
    is: { a: 'c retry', b: 'c retry' },
  },
  {
    title: 'two retries of one run, the last of which failed',
    runs: { a: failed, b: { retryOf: 'a' }, c: { ...failed, retryOf: 'a' } },
    is: { a: 'b retry', c: 'open' },
  },
  {
    title: 'two retries of a run that was removed',
    runs: { b: { ...failed, retryOf: 'gone' }, c: { retryOf: 'gone' } },
    is: { b: 'c retry' },
  },
  { title: 'a retry that still runs', runs: { a: failed, b: { ...going, retryOf: 'a' } }, is: { a: 'open' } },
  {
    title: 'a retry that was canceled',
    runs: { a: failed, b: { status: 'canceled', retryOf: 'a' } },
    is: { a: 'open' },
  },
  {
    title: 'a retry that sleeps',
    runs: { a: failed, b: { ...going, status: 'sleeping', retryOf: 'a' } },
    is: { a: 'open' },
  },
  {
    title: 'a retry with a changed input',
    runs: { a: { ...failed, input }, b: { input: other, retryOf: 'a' } },
    is: { a: 'b retry' },
  },
  {
    title: 'a retry in another version',
    runs: { a: { ...failed, project: 'v1' }, b: { project: 'v2', retryOf: 'a' } },
    is: { a: 'b retry' },
  },
  {
    title: 'a retry as another workflow',
    runs: { a: failed, b: { name: 'refund', retryOf: 'a' } },
    is: { a: 'open' },
  },
  {
    title: 'a retry of the success of another work',
    runs: { a: failed, b: {}, c: { retryOf: 'b' } },
    is: { a: 'open' },
  },
  {
    title: 'the same key',
    runs: { a: { ...failed, key: 'order-7' }, b: { key: 'order-7' } },
    is: { a: 'b key' },
  },
  {
    title: 'another key',
    runs: { a: { ...failed, key: 'order-7' }, b: { key: 'order-8' } },
    is: { a: 'open' },
  },
  {
    title: 'a key in another case',
    runs: { a: { ...failed, key: 'K' }, b: { key: 'k' } },
    is: { a: 'open' },
  },
  {
    title: 'the same key with another input',
    runs: { a: { ...failed, key: 'order-7', input }, b: { key: 'order-7', input: other } },
    is: { a: 'b key' },
  },
  {
    title: 'another key with the same input',
    runs: { a: { ...failed, key: 'order-7', input }, b: { key: 'order-8', input } },
    is: { a: 'open' },
  },
  {
    title: 'the same key of another workflow',
    runs: { a: { ...failed, key: 'order-7' }, b: { name: 'refund', key: 'order-7' } },
    is: { a: 'open' },
  },
  {
    title: 'the same key of an agent of that name',
    runs: { a: { ...failed, key: 'order-7' }, b: { kind: 'agent', key: 'order-7' } },
    is: { a: 'open' },
  },
  {
    title: 'the same key before',
    runs: { a: { key: 'order-7' }, b: { ...failed, key: 'order-7' } },
    is: { b: 'open' },
  },
  { title: 'no key beside a key', runs: { a: { ...failed, key: 'order-7' }, b: {} }, is: { a: 'open' } },
  {
    title: 'a retry with another key',
    runs: { a: { ...failed, key: 'order-7' }, b: { key: 'order-8', retryOf: 'a' } },
    is: { a: 'b retry' },
  },
  {
    title: 'a retry after a run of the same key',
    runs: { a: { ...failed, key: 'order-7' }, b: { key: 'order-7' }, c: { key: 'order-7', retryOf: 'a' } },
    is: { a: 'c retry' },
  },
  {
    title: 'the next run of a schedule',
    runs: { a: { ...failed, trigger: nightly }, b: { trigger: nightly } },
    is: { a: 'b schedule' },
  },
  {
    title: 'the next run of another schedule',
    runs: { a: { ...failed, trigger: nightly }, b: { trigger: hourly } },
    is: { a: 'open' },
  },
  {
    title: 'a schedule of another workflow',
    runs: { a: { ...failed, trigger: nightly }, b: { name: 'refund', trigger: nightly } },
    is: { a: 'open' },
  },
  {
    title: 'a schedule with another input',
    runs: { a: { ...failed, trigger: nightly, input }, b: { trigger: nightly, input: other } },
    is: { a: 'b schedule' },
  },
  {
    title: 'a schedule with a key for each day',
    runs: { a: { ...failed, trigger: nightly, key: 'monday' }, b: { trigger: nightly, key: 'tuesday' } },
    is: { a: 'open' },
  },
  {
    title: 'a webhook of one name, which is no schedule',
    runs: { a: failed, b: {} },
    is: { a: 'open' },
  },
  { title: 'an equal input', runs: { a: { ...failed, input }, b: { input } }, is: { a: 'b input' } },
  {
    title: 'an equal input with its members in another order',
    runs: { a: { ...failed, input }, b: { input: '{"lines":[1,2], "order":7}' } },
    is: { a: 'b input' },
  },
  {
    title: 'a list in another order',
    runs: { a: { ...failed, input }, b: { input: '{"order":7,"lines":[2,1]}' } },
    is: { a: 'open' },
  },
  { title: 'another input', runs: { a: { ...failed, input }, b: { input: other } }, is: { a: 'open' } },
  { title: 'two runs without input', runs: { a: failed, b: {} }, is: { a: 'open' } },
  {
    title: 'an input that is null',
    runs: { a: { ...failed, input: 'null' }, b: { input: 'null' } },
    is: { a: 'b input' },
  },
  { title: 'an input beside none', runs: { a: { ...failed, input: 'null' }, b: {} }, is: { a: 'open' } },
  {
    title: 'a number that is too long beside another one',
    runs: {
      a: { ...failed, input: '{"id":12345678901234567891}' },
      b: { input: '{"id":12345678901234567892}' },
    },
    is: { a: 'open' },
  },
  {
    title: 'two failures and a success in between',
    runs: { a: { ...failed, input }, b: { input }, c: { ...failed, input } },
    is: { a: 'b input', c: 'open' },
  },
  {
    title: 'a success before two failures',
    runs: { a: { input }, b: { ...failed, input }, c: { ...failed, input } },
    is: { b: 'open', c: 'open' },
  },
  {
    title: 'a success after two failures',
    runs: { a: { ...failed, input }, b: { ...failed, input }, c: { input } },
    is: { a: 'c input', b: 'c input' },
  },
  {
    title: 'two successes, of which the first counts',
    runs: { a: { ...failed, input }, b: { input }, c: { input } },
    is: { a: 'b input' },
  },
  {
    title: 'a manual run with the input of the schedule',
    runs: { a: { ...failed, trigger: nightly, input }, b: { input } },
    is: { a: 'b input' },
  },
  {
    title: 'an equal input of another workflow',
    runs: { a: { ...failed, input }, b: { name: 'refund', input } },
    is: { a: 'open' },
  },
  {
    title: 'a retry that runs beside an equal input that succeeded',
    runs: { a: { ...failed, input }, b: { ...going, retryOf: 'a' }, c: { input } },
    is: { a: 'c input' },
  },
  {
    title: 'a schedule with another input, and then with the same',
    runs: {
      a: { ...failed, trigger: nightly, input },
      b: { trigger: nightly, input: other },
      c: { trigger: nightly, input: '{"lines":[1,2],"order":7}' },
    },
    is: { a: 'b schedule' },
  },
  {
    title: 'a schedule whose input has the day',
    runs: {
      a: { ...failed, trigger: nightly, input: report('2026-11-29', 1_764_374_400_123) },
      b: { trigger: nightly, input: report('2026-11-30', 1_764_460_800_456) },
    },
    is: { a: 'b schedule' },
  },
  {
    title: 'a schedule with another customer and another day',
    runs: {
      a: { ...failed, trigger: nightly, input: '{"customer":"a","day":"2026-11-29"}' },
      b: { trigger: nightly, input: '{"customer":"b","day":"2026-11-30"}' },
    },
    is: { a: 'b schedule' },
  },
  {
    title: 'two days without a schedule',
    runs: {
      a: { ...failed, input: report('2026-11-29', 1_764_374_400_123) },
      b: { input: report('2026-11-30', 1_764_460_800_456) },
    },
    is: { a: 'open' },
  },
  {
    title: 'a schedule that recorded no input of its success',
    runs: { a: { ...failed, trigger: nightly, input }, b: { trigger: nightly } },
    is: { a: 'b schedule' },
  },
  {
    title: 'a schedule that recorded no input of its failure',
    runs: { a: { ...failed, trigger: nightly }, b: { trigger: nightly, input } },
    is: { a: 'b schedule' },
  },
  {
    title: 'a failed retry of the run of a schedule, which then succeeded',
    runs: { a: { ...failed, trigger: nightly }, b: { ...failed, retryOf: 'a' }, c: { trigger: nightly } },
    is: { a: 'c schedule', b: 'c schedule' },
  },
  {
    title: 'a failed retry after the next run of the schedule',
    runs: { a: { ...failed, trigger: nightly }, b: { trigger: nightly }, c: { ...failed, retryOf: 'a' } },
    is: { a: 'b schedule', c: 'open' },
  },
  {
    title: 'a failed retry with an edited input, which succeeded once it was sent again',
    runs: { a: { ...failed, input }, b: { ...failed, input: other, retryOf: 'a' }, c: { input: other } },
    is: { a: 'c input', b: 'c input' },
  },
  {
    title: 'a failed retry of a run with a key, whose work another run did',
    runs: { a: { ...failed, key: 'order-7' }, b: { ...failed, retryOf: 'a' }, c: { key: 'order-7' } },
    is: { a: 'c key', b: 'c key' },
  },
  {
    title: 'a failed retry as another workflow of a run whose input succeeded',
    runs: { a: { ...failed, input }, b: { ...failed, name: 'refund', retryOf: 'a' }, c: { input } },
    is: { a: 'c input', b: 'open' },
  },
];

const minuteMs = 60_000;

/** The runs of a history, each under an id that no other history has. */
export function historyEvents({ runs }: History, at: number): readonly RunCreated[] {
  return Object.entries(runs).map(([id, { retryOf, name = 'sync', ...fields }], nth) => {
    const createdAt = sampleNow - (histories.length - at) * 60 * minuteMs + nth * minuteMs;
    const trigger = fields.trigger ?? { type: 'webhook', label: 'Webhook', raw: 'hooks' };
    return runCreated(historyId(at, id), {
      ...fields,
      ...{
        createdAt,
        startedAt: createdAt,
        finishedAt: 'finishedAt' in fields ? undefined : createdAt + 1_000,
      },
      name: `${name}-${at}`,
      trigger,
      retryOf: retryOf === undefined ? undefined : historyId(at, retryOf),
    });
  });
}

export function historyId(at: number, id: string): string {
  return `h${at}_${id}`;
}

/** What should be known of each failed run, by its id. */
export function historyAnswers({ is }: Pick<History, 'is'>, at: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(is).map(([id, answer]) => [
      historyId(at, id),
      answer === 'open' ? answer : historyId(at, answer),
    ]),
  );
}
