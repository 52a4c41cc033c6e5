import { expect, test } from 'vitest';
import type { Run } from '../../../../src/model/run.ts';
import { busyMs } from '../../../model/text/busy-ms.ts';
import { lineOfMegabyte as long } from '../../../program/hostile-texts.ts';
import { frame, now, showRun } from './frames.ts';

const run: Run = {
  id: 'run_1',
  kind: 'workflow',
  name: long,
  status: 'failed',
  trigger: { type: 'cli', label: long, raw: long },
  actor: long,
  project: long,
  createdAt: now,
  models: [long],
  services: [long],
  usage: [],
  error: { name: 'Error', message: long, value: { message: long } },
};

test('a run whose names are a megabyte each is read no further than it is shown', () => {
  const box = { width: 60, height: 15 };
  const showAnew = () => frame(showRun({ ...run }, box, [{ type: 'tab', to: 'metadata' }]), box);
  showAnew();
  expect(busyMs(() => Array.from({ length: 5 }, showAnew))).toBeLessThan(2500);
});
