import { expect, test } from 'vitest';
import { finish } from '../../../../src/model/pieces.ts';
import type { Run, Trace } from '../../../../src/model/run.ts';
import { findCriticalPath } from '../../../../src/model/trace/critical-path.ts';
import { reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import type { DetailCommand, DetailState } from '../../../../src/screen/run/detail-state.ts';
import { waterfallTrace } from '../../../../src/screen/run/panes.ts';
import { type Box, frame, now, press, showRun } from './frames.ts';
import { failedRun, runningRun } from './sample-runs.ts';
import { deepTrace, fanOutTrace, openTrace, seriesTrace, wideTrace } from './sample-traces.ts';

const boxes: readonly Box[] = [
  { width: 200, height: 46 },
  { width: 60, height: 11 },
];

const golden = (name: string, { width }: Box) => `../../../golden/detail/waterfall-${name}-${width}.txt`;

function showTrace(run: Run, trace: Trace, box: Box, commands: readonly DetailCommand[] = []) {
  const page = { ...trace, spanTotal: trace.spans.length, logTotal: trace.logs.length };
  const shown = showRun(run, box, [{ type: 'tab', to: 'trace' }]);
  const loaded = reduceDetail(shown, { type: 'detail-trace-page-loaded', address: run.id, page }, box, now);
  return press(withPath(loaded, box), box, commands);
}

function withPath(detail: DetailState, box: Box): DetailState {
  const { openEndAt } = waterfallTrace(detail);
  const path = finish(findCriticalPath(detail.trace.index, openEndAt));
  return reduceDetail(detail, { type: 'detail-path-found', address: detail.summary.id, path }, box, now);
}

test.each(boxes)('the spans that determined the end of the run are bold, $width columns', async box => {
  await expect(frame(showTrace(failedRun, fanOutTrace, box), box)).toMatchFileSnapshot(
    golden('critical-path', box),
  );
});

test.each(boxes)('a zoomed window shows a part of them, $width columns', async box => {
  const zoom: readonly DetailCommand[] = [
    { type: 'top' },
    { type: 'move', by: 4 },
    { type: 'zoom', by: 1 },
    { type: 'zoom', by: 1 },
  ];
  await expect(frame(showTrace(failedRun, fanOutTrace, box, zoom), box)).toMatchFileSnapshot(
    golden('zoomed', box),
  );
});

test.each(boxes)('in the order of self times each row says its own, $width columns', async box => {
  const shown = showTrace(failedRun, fanOutTrace, box, [
    { type: 'order' },
    { type: 'order' },
    { type: 'top' },
  ]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('self-time', box));
});

test.each(boxes)(
  'Enter shows how much of a span is its own and on the critical path, $width columns',
  box => {
    const shown = showTrace(failedRun, fanOutTrace, box, [{ type: 'fold' }, { type: 'enter' }]);
    expect(frame(shown, box)).toContain('about          10ms self · 21ms of the critical pa');
  },
);

test.each(boxes)('a span that never ended lasts until the end of its run, $width columns', async box => {
  const shown = showTrace(failedRun, openTrace, box);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('never-ended', box));
});

test('an open span of a run that ends is drawn until there from then on', () => {
  const [box = { width: 100, height: 12 }] = boxes;
  const running = showTrace(runningRun, openTrace, box);
  expect(frame(running, box)).toContain('2m 00s, open');
  const summary = { ...runningRun, status: 'failed', finishedAt: failedRun.finishedAt } as const;
  const ended = reduceDetail(running, { type: 'detail-summary-changed', summary }, box, now);
  expect(frame(ended, box)).not.toContain('open');
  expect(frame(ended, box)).toContain('never ended');
  expect(frame(ended, box)).toContain('┫ 4.2s');
});

const toParent: readonly DetailCommand[] = [{ type: 'fold' }];

test.each(boxes)('200 like siblings are one line with their spread, $width columns', async box => {
  const shown = showTrace(failedRun, seriesTrace, box, [...toParent, { type: 'toggle' }]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('series', box));
});

test('beside self times, the spread of like siblings says that it is of their durations', () => {
  const box = { width: 200, height: 46 };
  const commands = [...toParent, { type: 'toggle' }] as const;
  const median = (orders: readonly DetailCommand[]) =>
    /\S+ median[^·]*/u.exec(
      frame(showTrace(failedRun, seriesTrace, box, [...commands, ...orders]), box),
    )?.[0];
  const order = { type: 'order' } as const;
  expect(median([order])?.trim()).toMatch(/ median$/u);
  expect(median([order, order])?.trim()).toMatch(/ median duration$/u);
});

test.each(boxes)('a failure in a series is what the trace opens on, $width columns', async box => {
  await expect(frame(showTrace(failedRun, seriesTrace, box), box)).toMatchFileSnapshot(
    golden('series-open', box),
  );
});

test.each(boxes)('spans 14 levels deep keep their names and one axis, $width columns', async box => {
  const text = frame(showTrace(failedRun, deepTrace, box), box);
  await expect(text).toMatchFileSnapshot(golden('deep', box));
});

test.each(boxes)('names in wide characters leave the bars where they are, $width columns', async box => {
  await expect(frame(showTrace(failedRun, wideTrace, box), box)).toMatchFileSnapshot(golden('wide', box));
});

const axisStart = (detail: DetailState, box: Box) => frame(detail, box).split('\n')[2]?.indexOf('│0');

test.each(boxes)('folding and unfolding leave the axis where it is, $width columns', box => {
  for (const trace of [deepTrace, seriesTrace, fanOutTrace]) {
    const shown = showTrace(failedRun, trace, box);
    const folded = press(shown, box, [{ type: 'toggle-all' }]);
    const unfolded = press(folded, box, [{ type: 'toggle-all' }, { type: 'enter' }]);
    expect([folded, unfolded].map(state => axisStart(state, box))).toEqual([
      axisStart(shown, box),
      axisStart(shown, box),
    ]);
  }
});

test('short names leave their room to the bars', () => {
  const box = { width: 100, height: 20 };
  const [deep = 0, flat = 0] = [deepTrace, fanOutTrace].map(trace =>
    axisStart(showTrace(failedRun, trace, box), box),
  );
  expect(deep).toBeGreaterThan(flat + 5);
});

test('a window that was moved away from the cursor stays there when a span is unfolded', () => {
  const box = { width: 100, height: 20 };
  const shown = showTrace(failedRun, fanOutTrace, box, [
    { type: 'top' },
    { type: 'move', by: 1 },
    { type: 'zoom', by: 3 },
    { type: 'unfold' },
    { type: 'unfold' },
    { type: 'unfold' },
    { type: 'unfold' },
  ]);
  expect(frame(shown, box)).toContain('‹ earlier, 290ms');
  const unfolded = press(shown, box, [{ type: 'enter' }]);
  expect(frame(unfolded, box)).toContain('┊     about');
  expect(unfolded.trace.zoom).toEqual(shown.trace.zoom);
  const moved = press(unfolded, box, [{ type: 'top' }, { type: 'move', by: 1 }, { type: 'bottom' }]);
  expect(moved.trace.zoom).not.toEqual(shown.trace.zoom);
});

test('the data of a span stands behind a line, apart from the spans inside of it', () => {
  const box = { width: 100, height: 20 };
  const shown = showTrace(failedRun, fanOutTrace, box, [{ type: 'fold' }, { type: 'enter' }]);
  const lines = frame(shown, box).split('\n');
  const data = lines.find(line => line.includes('about ')) ?? '';
  const child = lines.find(line => line.includes('GET orders')) ?? '';
  expect(data).toContain('┊');
  expect(data.indexOf('about ')).toBeGreaterThan(child.indexOf('GET orders'));
});
