import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactRun } from '../../../src/mcp/redacted-store/redact-run.ts';
import { createRedactedStore } from '../../../src/mcp/redacted-store/redacted-store.ts';
import { isRecord } from '../../../src/model/is-record.ts';
import { redactText } from '../../../src/model/text/redact.ts';
import { redactValue } from '../../../src/model/text/redact-value.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { toEvents, toStorable } from '../../database/sqlite/random-events.ts';
import { openStoreAt, recordAt, tempFolder } from '../../database/sqlite/temp-store.ts';
import { arbitraryRun, type TestRun } from '../../model/query/arbitrary-run.ts';
import { trials } from '../../trials.ts';

/** Hides what queries ask for: in a text behind a name, in a payload below one. */
function withSecrets({ summary, payloads }: TestRun, at: number): TestRun {
  const hide = <Text extends string | undefined>(text: Text) => (text ? `password=${text}` : text);
  const { name, actor, project, errorSummary, trigger } = summary;
  const texts = [
    { actor: hide(actor) },
    // A run that failed without an error has only its name to tell its group by.
    summary.status === 'failed' && !errorSummary ? {} : { name: hide(name) },
    { project: hide(project), trigger: { ...trigger, label: hide(trigger.label) } },
    { errorSummary: errorSummary && { ...errorSummary, message: hide(errorSummary.message) } },
    { errorSummary: errorSummary && { ...errorSummary, step: hide(errorSummary.step) } },
    { models: summary.models.map(hide), services: ['Cookie', 'ada'] },
    {},
  ][at % 7];
  const { input, output, logs, ...others } = payloads;
  return {
    summary: { ...summary, ...texts },
    payloads: {
      ...others,
      ...(logs ? { logs: logs.map((log, n) => ((at + n) % 3 === 0 ? hide(log) : log)) } : {}),
      ...(isRecord(input)
        ? { input: { ...input, total: ['--password', input.email ?? 'ada'], apiToken: input } }
        : {}),
      ...(isRecord(output) ? { output: at % 2 === 0 ? { secret: output } : output } : {}),
    },
  };
}

function toShown({ summary, payloads }: TestRun): TestRun {
  const { logs, ...others } = payloads;
  return {
    summary: redactRun(summary),
    payloads: {
      ...(redactValue(others).value as TestRun['payloads']),
      ...(logs ? { logs: logs.map(log => redactText(log).text) } : {}),
    },
  };
}

const arbitraryRuns = fc
  .array(arbitraryRun, { minLength: 40, maxLength: 60 })
  .map(runs => toStorable(runs.map(withSecrets)));

test('agents are listed the runs that a filter fits as they are shown, for random runs and filters', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRuns, manyQueries, async (runs, queries) => {
      const folder = tempFolder();
      await recordAt(folder.file('runs.db'), runs.flatMap(toEvents));
      const recorded = await openStoreAt(folder.file('runs.db'));
      const store = createRedactedStore(recorded);
      expect(runs.map(toShown)).not.toEqual(runs);
      try {
        await expectPagesAgree(store, runs, queries, [9, 500], toShown);
        await expectTopsAgree(store, runs, queries, 20, toShown);
      } finally {
        await store.close();
        folder.remove();
      }
    }),
    { numRuns: trials(10, 2), endOnFailure: true },
  );
});
