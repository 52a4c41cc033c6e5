import { compareTexts } from '../../../src/model/compare/payload/text-words.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run, Span, Step } from '../../../src/model/run.ts';
import type { ComparedRuns } from '../../../src/operations/compare-runs.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { compare } from '../../model/compare/compared-runs.ts';
import { inTurns } from '../../model/compare/payload/in-turns.ts';
import { sampleRun } from '../memory-store.ts';
import { comparedCause } from './compared-cause.ts';
import { veryManyDifferences } from './many-differences.ts';

/** An order, `at` minutes after the first, that differs from others in ids and times. */
function orderRun(at: number, fields: Partial<Run> = {}): Run {
  const run = sampleRun(at, { name: 'order-pipeline', models: ['gpt-5-mini'], costUsd: 0.0031 });
  const start = run.createdAt;
  const steps = [
    stepOf('validate', start, 20 + at),
    stepOf('reserve', start + 100, 300 + at * 5, { output: { reservation: `res-${at}` } }),
    stepOf('charge', start + 500, 900 + at * 10, { input: { amount: 120, currency: 'EUR' } }),
    stepOf('notify', start + 2_000, 400),
  ];
  const spans = ['SELECT stock', 'SELECT prices', 'INSERT reservation'].map((name, index) =>
    spanOf(name, `reserve-${start + 100}`, start + 110 + index * 40),
  );
  return {
    ...{ ...run, usage: [{ name: 'gpt-5-mini', kind: 'model', inputTokens: 1_204, outputTokens: 86 }] },
    input: { id: `order-${at}`, items: [{ sku: 'lamp', qty: 2 }], note: 'Please leave it at the back door.' },
    ...{ steps, trace: { spans, logs: [] } },
    ...fields,
  };
}

function stepOf(name: string, startedAt: number, ms: number, fields: Partial<Step> = {}): Step {
  return {
    ...{ id: `${name}-${startedAt}`, name, type: 'action', status: 'success', attempt: 1 },
    ...{ startedAt, finishedAt: startedAt + ms },
    ...fields,
  };
}

function spanOf(name: string, parentId: string, startAt: number): Span {
  return {
    ...{ id: `${name}-${startAt}`, parentId, name, kind: 'db', status: 'ok' },
    ...{ startAt, endAt: startAt + 30, attributes: {}, events: [] },
  };
}

const error = {
  name: 'PaymentError',
  message: 'the amount "five" is not a number: 注文を確認してください',
  value: {},
};

function failedOrder(): Run {
  const run = orderRun(58);
  const start = run.createdAt;
  const [validate, reserve] = run.steps ?? [];
  return {
    ...run,
    ...{ status: 'failed', costUsd: 0.0007, models: ['gpt-5'] },
    ...{ error, errorSummary: { ...error, step: 'charge' } },
    input: {
      ...{ id: 'order-58', note: 'Please leave it at the front door, and ring twice.' },
      items: [
        { sku: 'lamp', qty: 'five' },
        { sku: 'bulb', qty: 1 },
      ],
      token: 'secret-value-1234567890',
    },
    steps: [
      ...(validate && reserve ? [validate, reserve] : []),
      ...[1, 2, 3].map(attempt => ({
        ...stepOf('charge', start + 400 + attempt * 100, 40),
        ...{ attempt, status: 'failed' as const, error, input: { amount: 'five', currency: 'EUR' } },
      })),
      stepOf('refund', start + 900, 60),
    ],
  };
}

const request = {};
const now = Date.UTC(2026, 10, 24, 13, 0, 0);
const a = failedOrder();
const successes = [50, 51, 52, 53, 54].map(at => orderRun(at));
const [b, ...others] = successes.toReversed();
if (!b) throw new Error('there is a success');
const made = compare(a, b, others, now);
const comparison: ComparedRuns = { ...made, spansLeftOut: 1_200 };
const other = { ...sampleRun(40, { name: 'support-agent', kind: 'agent' }), usage: [], steps: [] };
const unlike = { ...compare(a, other, [], now), spansLeftOut: 0 };
const same = { ...compare(b, b, others, now), spansLeftOut: 0 };
const many = veryManyDifferences();
const cause = comparedCause(now);
const inPart = many.differences.find(({ node }) => node.parent?.b?.span?.id === 'batch-2');
const note = comparison.differences.find(({ at }) => at[1] === 'note');

const notes = { was: String(note?.was), is: String(note?.is) };
const texts = { ...notes, runs: inTurns(compareTexts(notes.was, notes.is)).result };

const requested: Action = { type: 'compare-requested', request, a, against: 'success' };
const compared: readonly Action[] = [requested, { type: 'runs-compared', request, comparison }];

/** Two compared runs, by name. */
export const compareStates: Readonly<Record<string, readonly Action[]>> = {
  comparing: [requested, { type: 'compare-advanced', request, b, progress: { done: 3, total: 6 } }],
  compared,
  'compared-noise': [...compared, { type: 'noise-toggled' }],
  'compared-revealed': [...compared, { type: 'compare-secrets-toggled' }],
  'compared-unfolded': [
    ...compared,
    ...(note
      ? ([
          { type: 'compare-difference-reached', difference: note },
          { type: 'compare-row-folded', isOpen: true },
          { type: 'texts-compared', request, difference: note, texts },
        ] as const)
      : []),
  ],
  'compared-cause': [
    { ...requested, a: cause.a },
    { type: 'runs-compared', request, comparison: cause },
  ],
  'different-programs': [requested, { type: 'runs-compared', request, comparison: unlike }],
  'very-many-differences': [
    { ...requested, a: many.a },
    { type: 'runs-compared', request, comparison: many },
    ...(inPart ? ([{ type: 'compare-difference-reached', difference: inPart }] as const) : []),
  ],
  'no-difference': [requested, { type: 'runs-compared', request, comparison: same }],
  'nothing-to-compare': [
    requested,
    {
      type: 'compare-failed',
      request,
      error: new InspectorError(
        'not-found',
        'the workflow "order-pipeline" has no other run that succeeded',
        {
          hint: 'space marks another run in the table, d then compares with it',
        },
      ),
    },
  ],
};
