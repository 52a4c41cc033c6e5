import { expect, test } from 'vitest';
import { frame, showRun } from './frames.ts';
import { failedRun, successRun } from './sample-runs.ts';

const golden = (name: string) => `../../golden/detail/${name}.txt`;

test.each([60, 100, 200])('a failed run shows its error first, %i columns', async width => {
  const box = { width, height: 18 };
  await expect(frame(showRun(failedRun, box), box)).toMatchFileSnapshot(golden(`overview-failed-${width}`));
});

test.each([60, 130])('a successful run shows input, output and usage, %i columns', async width => {
  const box = { width, height: 24 };
  await expect(frame(showRun(successRun, box), box)).toMatchFileSnapshot(golden(`overview-success-${width}`));
});
