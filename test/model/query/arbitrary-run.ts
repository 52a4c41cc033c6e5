import fc from 'fast-check';
import type { Matchable, Payloads } from '../../../src/model/query/match/subject.ts';
import type { ErrorSummary, Message, RunSummary } from '../../../src/model/run.ts';
import { runTags, type Tag } from '../../../src/model/run-fields.ts';
import { knownStatuses } from '../../../src/model/status.ts';
import { foreignStatuses } from './arbitrary-query.ts';
import { arbitraryAge, arbitraryKey, arbitraryNumber, arbitraryText, testNow } from './vocabulary.ts';

export type TestRun = { readonly summary: RunSummary; readonly payloads: Payloads };

export function toMatchable({ summary, payloads }: TestRun): Matchable {
  return { summary, payloads: () => payloads };
}

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

const { value: arbitraryValue, object: arbitraryObject } = fc.letrec<{ value: unknown; object: unknown }>(
  tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      arbitraryText,
      arbitraryNumber,
      arbitraryNumber.map(value => (value === 0 ? 0 : -value)),
      fc.constantFrom(null, true, false),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.array(fc.tuple(arbitraryKey, tie('value')), { maxLength: 5 }).map(toOwnKeys),
  }),
);

/** Only JSON values, with own keys of any name. */
export const arbitraryPayload: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: arbitraryObject },
  { weight: 1, arbitrary: arbitraryValue },
);

function toOwnKeys(entries: readonly (readonly [string, unknown])[]): unknown {
  return JSON.parse(
    `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`,
  );
}

const arbitraryStatus: fc.Arbitrary<Pick<RunSummary, 'status' | 'statusRaw'>> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...knownStatuses).map(status => ({ status })) },
  { weight: 2, arbitrary: fc.constant({ status: 'success' as const }) },
  { weight: 1, arbitrary: fc.constant({ status: 'failed' as const }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...foreignStatuses, 'Paused', 'terminated')
      .map(statusRaw => ({ status: 'unknown' as const, statusRaw })),
  },
);

/** Some workflows have so many runs that something is usual. */
const arbitraryName = fc.oneof(arbitraryText, fc.constantFrom('nightly', 'Nightly'));

const oneLine = arbitraryText.map(text => text.replace(/[\r\n\u0085\u2028\u2029]/g, ' '));

const arbitraryError: fc.Arbitrary<ErrorSummary> = fc
  .record({ name: maybe(oneLine), message: oneLine, step: maybe(arbitraryText) })
  .map(withoutAbsent);

export function eachTag<Value>(value: Value) {
  return Object.fromEntries(runTags.map(tag => [tag, value])) as { readonly [Name in Tag]: Value };
}

const arbitrarySummary: fc.Arbitrary<RunSummary> = fc
  .record({
    id: fc.oneof(
      fc.uuid(),
      fc.nat(9_999).map(n => `run_${n}`),
      arbitraryText.filter(text => text !== ''),
    ),
    kind: fc.constantFrom('workflow' as const, 'agent' as const),
    name: arbitraryName,
    status: arbitraryStatus,
    trigger: fc.record({
      type: fc.constantFrom('api', 'cli', 'webhook', 'schedule', 'poll', 'tool'),
      label: arbitraryText,
      raw: arbitraryText,
    }),
    tags: fc.record(eachTag(maybe(arbitraryText))),
    retryOf: maybe(arbitraryText),
    key: fc.option(fc.constantFrom('order-7', 'Order-7', 'order-8'), { nil: undefined, freq: 3 }),
    createdAge: arbitraryAge,
    startedAge: maybe(arbitraryAge),
    ranMs: maybe(fc.constantFrom(0, 1, 499, 500, 501, 4_200, 30_000, 90_000, 3_600_000)),
    costUsd: maybe(arbitraryNumber),
    models: fc.uniqueArray(arbitraryText, { maxLength: 2 }),
    services: fc.uniqueArray(arbitraryText, { maxLength: 2 }),
    stepCount: maybe(fc.nat(12)),
    messageCount: maybe(fc.nat(12)),
    errorSummary: maybe(arbitraryError),
  })
  .map(({ tags, status, createdAge, startedAge, ranMs, ...rest }) => {
    const startedAt = startedAge === undefined ? undefined : testNow - startedAge;
    const finishedAt = startedAt === undefined || ranMs === undefined ? undefined : startedAt + ranMs;
    const times = { createdAt: testNow - createdAge, startedAt, finishedAt };
    return withoutAbsent({ ...rest, ...tags, ...status, ...times });
  });

const arbitraryMessage = fc
  .record({
    role: fc.constantFrom('user', 'assistant', 'tool'),
    content: maybe(fc.oneof(arbitraryText, arbitraryPayload)),
    thought: maybe(arbitraryText),
    toolCalls: maybe(
      fc.array(
        fc.record({
          id: arbitraryText,
          name: arbitraryText,
          arguments: arbitraryPayload,
          result: arbitraryPayload,
        }),
        { maxLength: 2 },
      ),
    ),
  })
  .map(withoutAbsent);

function withIds(messages: readonly Omit<Message, 'id'>[]): readonly Message[] {
  return messages.map((message, at) => ({ id: `m${at}`, ...message }));
}

/** Runs whose values the shared queries hit, and nearly hit. Times are around `testNow`; ids may repeat. */
export const arbitraryRun: fc.Arbitrary<TestRun> = fc.record({
  summary: arbitrarySummary,
  payloads: fc
    .record({
      input: maybe(arbitraryPayload),
      output: maybe(arbitraryPayload),
      error: maybe(arbitraryPayload),
      messages: maybe(fc.array(arbitraryMessage, { minLength: 1, maxLength: 3 }).map(withIds)),
      logs: maybe(fc.array(arbitraryText, { minLength: 1, maxLength: 4 })),
    })
    .map(withoutAbsent),
});

/** An absent part is no key at all, as it is in a store. */
function withoutAbsent<T extends object>(value: T): T {
  for (const [key, part] of Object.entries(value)) {
    if (part === undefined) Reflect.deleteProperty(value, key);
  }
  return value;
}
