import { comparisonWords } from '../../../../src/model/compare/text/comparison-words.ts';
import { groupFacts } from '../../../../src/model/report/group-copies.ts';
import type { ReportFacts } from '../../../../src/model/report/page/report-facts.ts';
import type { Run, Span } from '../../../../src/model/run.ts';
import { createRun, doneRun, failedRun, now } from '../../../cli/sample-runs.ts';
import { compare } from '../../compare/compared-runs.ts';

/** What a page tells of a run, with nothing around it. */
export function factsOf(run: Run, facts: Partial<ReportFacts> = {}): ReportFacts {
  return {
    ...{ subject: 'run', now, canRunAgain: true, madeBy: 'runlens 0.1.0', unread: [] },
    explained: { run, unread: [] },
    spanTotal: run.trace?.spans.length ?? 0,
    ...facts,
  };
}

const shown = { firstAt: now, lastAt: now, count: 1 };

const day = 86_400_000;

/** A failed run with its group and how it differs from a success. */
export const wholeFacts: ReportFacts = factsOf(failedRun, {
  explained: {
    run: failedRun,
    failureId: '446tqrrgoar',
    difference: { text: 'input.plan is "scale", was "free" in 5 of 5 successes', against: 'run_done' },
    unread: [],
  },
  comparison: comparisonWords(compare(failedRun, doneRun, [], now), now),
  group: {
    rows: groupFacts(
      {
        ...{ id: '446tqrrgoar', count: 9, workflows: [{ name: 'signup-pipeline', count: 9 }], times: [] },
        first: { id: 'run_first', at: now - 3 * day },
        last: { id: 'run_failed', at: now - 120_000 },
        example: { message: 'mail provider did not answer in 3000 ms', step: 'send-email' },
      },
      { now },
    ),
    times: [
      [now - 3 * day, 1],
      [now - day, 6],
      [now, 2],
    ],
    runs: [failedRun],
  },
});

/** Texts that mean to leave the text that they are written into. */
export const hostileTexts: Readonly<Record<string, string>> = {
  'a script': '</script><script>globalThis.ran=1</script></title></style><img src=x onerror="ran=1">',
  'an attribute': '" onmouseover="globalThis.ran=1" x=\' onfocus=ran=1 autofocus tabindex=1 \'',
  'a comment, a section and an entity': '<!-- --!> ]]> <![CDATA[ x ]]> &lt;script&gt; &#60;b&#62; <?xml ?>',
  'controls and bidi': 'a\u0000b\u0007c\u001b[31md\u009be\u202ef\u2066g\u200bh\ufeffi\u2028j',
  'half a character': '\ud83d x \ude00 \udfff',
  'a link': '<a href="javascript:ran=1">x</a><base href=//evil.test><meta http-equiv=refresh content=0>',
};

/** Facts in which every text is this one, also in a group and a comparison. */
export function hostileFacts(text: string): ReportFacts {
  const run = hostileRun(text);
  return {
    ...factsOf(run, { subject: 'comparison', madeBy: text, unread: [text] }),
    explained: {
      ...{ run, failureId: text, difference: { text, against: text }, unread: [text] },
      known: { failureId: text, kind: 'known', note: text, by: text, at: now, shown },
    },
    comparison: {
      ...{ sentence: text, about: [text], differences: Array.from({ length: 100 }, () => text), total: 101 },
      runs: [{ letter: 'a', address: text, status: text, created: text, duration: text }],
    },
    group: { rows: [[text, text]], times: wholeFacts.group?.times ?? [], runs: [run] },
  };
}

function hostileRun(text: string): Run {
  const error = { value: { name: text, cause: { message: text } }, name: text, message: text, code: text };
  const [at, endAt] = [now - 9_000, now];
  return createRun({
    ...{ id: text, target: text, name: text, status: 'failed', actor: text, project: text, key: text },
    ...{ input: { [text]: [text] }, output: text, error: { ...error, stack: text, stepId: 's1' } },
    errorSummary: { name: text, message: text, step: text, code: text },
    ...{ models: [text], services: [text], statusRaw: text, statusLabel: text, strandedBy: text },
    trigger: { type: text, label: text, raw: text },
    settled: { by: text, at: now, how: 'retry' },
    steps: [
      {
        ...{ id: 's1', name: text, type: text, status: 'failed', attempt: 2, startedAt: at },
        ...{ finishedAt: endAt, input: text, error },
      },
    ],
    trace: {
      spans: Array.from(
        { length: 60 },
        (_, nth): Span => ({
          ...{ id: `${nth}`, parentId: nth === 0 ? undefined : `${nth >> 1}`, name: text, kind: text },
          ...{ startAt: at + nth, endAt, status: 'error', events: [] },
          attributes: { 'exception.type': text, 'exception.message': `${text}${nth}`, [text]: text },
        }),
      ),
      logs: Array.from({ length: 300 }, () => ({
        at,
        level: text,
        message: text,
        attributes: { [text]: text },
      })),
    },
  });
}

/** A failed run whose trace has so many spans, in a tree of this many children each. */
export function longRun(spans: number, width = 8): Run {
  const from = now - spans * 10;
  return createRun({
    ...{ id: 'run_long', status: 'failed', createdAt: from, startedAt: from, finishedAt: now },
    errorSummary: { name: 'TimeoutError', message: 'page 7 did not answer' },
    trace: {
      spans: Array.from({ length: spans }, (_, nth) => ({
        ...{ id: `s${nth}`, parentId: nth === 0 ? undefined : `s${Math.floor((nth - 1) / width)}` },
        ...{ name: nth === 0 ? 'import' : `embed page ${nth}`, kind: 'step', attributes: {}, events: [] },
        ...{ startAt: from + nth * 10, endAt: nth === 0 ? now : from + nth * 10 + 5 + (nth % 97) },
        status: nth === spans - 7 ? ('error' as const) : ('ok' as const),
      })),
      logs: Array.from({ length: spans }, (_, nth) => ({
        ...{ at: from + nth * 10, level: 'info', message: `page ${nth}`, attributes: {} },
      })),
    },
  });
}
