import { expect, test } from 'vitest';
import { openRecorded } from '../../../recorder/recorded.ts';
import { frame, press, showRun } from './frames.ts';

const box = { width: 120, height: 40 };

test('a recorded run and its steps took as long in the header, among the steps and in the trace', async () => {
  let now = Date.now();
  const { recorder, only } = await openRecorded({ now: () => now });
  const passes = (ms: number) => () => {
    now += ms;
  };
  await recorder.run({ workflow: 'w' }, async run => {
    await run.step('short', passes(0));
    await run.step('middling', passes(9));
    await run.step('long', passes(1204));
  });
  const shown = showRun(await only(), box);
  const overview = frame(shown, box).split('\n');
  const trace = frame(press(shown, box, [{ type: 'tab', to: 'trace' }]), box).split('\n');
  const lineOf = (lines: readonly string[], name: string) =>
    lines.find(line =>
      line
        .trimStart()
        .replace(/^[▌▸▾▹\s]+/u, '')
        .startsWith(name),
    ) ?? '';
  expect(overview[0]).toContain(' · 1.2s');
  expect(trace[0]).toContain(' · 1.2s');
  expect(trace.slice(2).find(line => line.includes('┤ 1.2s'))).toContain('w');
  for (const [name, took] of Object.entries({ short: '<1ms', middling: '9ms', long: '1.2s' })) {
    expect(lineOf(overview, name)).toContain(` · ${took}`);
    expect(lineOf(trace, name)).toMatch(new RegExp(`[│┤┃┫] ${took}$`, 'u'));
  }
});
