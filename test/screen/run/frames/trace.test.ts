import { expect, test } from 'vitest';
import { InspectorError } from '../../../../src/model/errors.ts';
import type { Run, Trace } from '../../../../src/model/run.ts';
import { openDetail, reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { DetailCommand } from '../../../../src/screen/run/detail-state.ts';
import { type Box, frame, now, press, showRun } from './frames.ts';
import { failedRun, failedTrace, runningRun, runningTrace, successRun } from './sample-runs.ts';

const golden = (name: string) => `../../../golden/detail/${name}.txt`;
const toTrace: DetailCommand = { type: 'tab', to: 'trace' };

function showTrace(run: Run, trace: Trace, box: Box, commands: readonly DetailCommand[] = []) {
  const page = { ...trace, spanTotal: trace.spans.length, logTotal: trace.logs.length };
  const shown = showRun(run, box, [toTrace]);
  return press(
    reduceDetail(shown, { type: 'detail-trace-page-loaded', address: run.id, page }, box, now),
    box,
    commands,
  );
}

test.each([60, 100, 200])('a failed trace opens on the deepest failing span, %i columns', async width => {
  const box = { width, height: 18 };
  await expect(frame(showTrace(failedRun, failedTrace, box), box)).toMatchFileSnapshot(
    golden(`trace-failed-${width}`),
  );
});

test('a failed span says what happened where the name of its error says nothing', () => {
  const box = { width: 100, height: 10 };
  const attributes = { 'exception.type': 'Error', 'exception.message': 'no carrier in zone 4' };
  const spans = failedTrace.spans.map(span => ({
    ...span,
    attributes: {},
    events: span.status === 'error' ? [{ name: 'exception', at: span.startAt, attributes }] : [],
  }));
  const text = frame(showTrace(failedRun, { spans, logs: [] }, box), box);
  expect(text).toMatch(/✖ .+ {2}no carrier in/u);
  expect(text).not.toContain('Error');
});

test('a span that took longer than usual says how many times, and so does the head of its run', () => {
  const box = { width: 140, height: 18 };
  const shown = showTrace(failedRun, failedTrace, box);
  const slow = new Map([[failedTrace.spans[1]?.id ?? '', 3.14]]);
  const usual = { medianMs: 100, p95Ms: 200 };
  const found = { type: 'detail-usual-found', address: failedRun.id, usual, slow } as const;
  const lines = frame(reduceDetail(shown, found, box, now), box).split('\n');
  expect(lines.filter(line => line.includes('3.1× usual'))).toHaveLength(1);
  expect(lines[0]).toMatch(/\d+× usual/u);
  expect(frame(shown, box)).not.toContain('usual');
  const narrow = { width: 60, height: 10 };
  expect(frame(reduceDetail(shown, found, narrow, now), narrow).split('\n')[0]).toMatch(
    /4\.2s · \d+× usual/u,
  );
});

test('the span of the run itself is as slow as its header says, whatever spans of other traces took', () => {
  const box = { width: 140, height: 18 };
  const [own] = failedTrace.spans;
  const slow = new Map([[own?.id ?? '', 7]]);
  const usual = { medianMs: 1_000, p95Ms: 2_000 };
  const found = { type: 'detail-usual-found', address: failedRun.id, usual, slow } as const;
  const lines = frame(reduceDetail(showTrace(failedRun, failedTrace, box), found, box, now), box).split('\n');
  expect(own?.name).toBe(failedRun.name);
  expect(lines.filter(line => line.includes('4.2× usual'))).toHaveLength(2);
  expect(lines.join('')).not.toContain('7.0× usual');
});

test('that a span took longer than usual stands behind its duration, brief where there is no room for a word', () => {
  const box = { width: 60, height: 18 };
  const shown = showTrace(failedRun, failedTrace, box);
  const usual = { medianMs: 1, p95Ms: 2 };
  const found = { type: 'detail-usual-found', address: failedRun.id, usual } as const;
  expect(frame(reduceDetail(shown, found, box, now), box)).toMatch(/├─+┤ 4\.2s {2}>999× *$/mu);
});

test('a running trace draws open spans to now', async () => {
  const box = { width: 100, height: 10 };
  await expect(frame(showTrace(runningRun, runningTrace, box), box)).toMatchFileSnapshot(
    golden('trace-running-100'),
  );
});

test('Enter shows the attributes and events of a span in place', async () => {
  const box = { width: 100, height: 22 };
  const shown = showTrace(failedRun, failedTrace, box, [{ type: 'enter' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('trace-facts-100'));
});

test('zooming in shows the time around the span at the cursor', async () => {
  const box = { width: 100, height: 18 };
  const shown = showTrace(failedRun, failedTrace, box, [
    { type: 'zoom', by: 1 },
    { type: 'zoom', by: 1 },
  ]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('trace-zoomed-100'));
});

test('the raw view shows the trace as data', async () => {
  const box = { width: 100, height: 18 };
  const shown = showTrace(failedRun, failedTrace, box, [{ type: 'raw' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('trace-raw-100'));
});

test('an empty trace is normal', async () => {
  const box = { width: 60, height: 10 };
  const shown = showTrace(successRun, { spans: [], logs: [] }, box);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('trace-empty-60'));
});

test('a trace of a run that goes on may still come', () => {
  const box = { width: 60, height: 10 };
  const running = { ...successRun, status: 'running', finishedAt: undefined } as const;
  const shown = showTrace(running, { spans: [], logs: [] }, box);
  expect(frame(shown, box)).toContain('No trace has been recorded yet. Not every run has one.');
});

test.each([60, 130])('metadata shows every field, %i columns', async width => {
  const box = { width, height: 32 };
  const run = { ...failedRun, raw: { schema: 3, owner: { pid: 4711, host: 'build-2' } } };
  const shown = showRun(run, box, [
    { type: 'tab', to: 'metadata' },
    { type: 'move', by: 3 },
  ]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden(`metadata-${width}`));
});

test('a run that cannot be read says why and what to do, beside what its row knows', async () => {
  const box = { width: 100, height: 12 };
  const error = new InspectorError('unreadable', 'the store answered with something else', {
    hint: 'R tries again',
  });
  const shown = reduceDetail(
    openDetail(failedRun),
    { type: 'detail-load-failed', part: 'run', error },
    box,
    now,
  );
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('overview-load-error-100'));
});

test.each([60, 80, 100])('spans in each other keep one axis of time in %i columns', width => {
  const startAt = failedRun.startedAt ?? 0;
  const spans = Array.from({ length: 14 }, (_, at) => ({
    ...{ id: `s${at}`, parentId: at === 0 ? undefined : `s${at - 1}`, name: 'a step', kind: 'step' },
    ...{ startAt, endAt: startAt + 1000, status: 'error' as const, attributes: {}, events: [] },
  }));
  const box = { width, height: 18 };
  const bars = frame(showTrace(failedRun, { spans, logs: [] }, box), box)
    .split('\n')
    .filter(line => line.includes('├'));
  expect(bars.length).toBe(14);
  expect(new Set(bars.map(line => line.indexOf('├'))).size).toBe(1);
});
