import { expect, test } from 'vitest';
import { plainTheme, type Theme } from '../../../../src/screen/paint/theme.ts';
import { detailLines } from '../../checked-drawing.ts';
import { frame, now, press, showRun } from './frames.ts';
import { failedRun, successRun } from './sample-runs.ts';

const golden = (name: string) => `../../../golden/detail/${name}.txt`;
const bracketed: Theme = {
  ...plainTheme,
  match: text => `«${text}»`,
  currentMatch: text => `«!${text}!»`,
};

test('a search shows where it is among its matches', async () => {
  const box = { width: 80, height: 16 };
  const shown = showRun(successRun, box, [
    { type: 'search-changed', text: 'word' },
    { type: 'search-accepted' },
    { type: 'match', by: 1 },
  ]);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden('search-80'));
  expect(frame(press(shown, box, [{ type: 'search-changed', text: 'nowhere' }]), box)).toContain(
    '/nowhere: nothing found',
  );
});

test('every occurrence on the screen is marked, letter case aside, and which one the search is at', () => {
  const box = { width: 80, height: 18 };
  const shown = showRun(failedRun, box, [{ type: 'search-changed', text: 'MAIL' }]);
  const lines = detailLines(shown, box, now, bracketed);
  expect(lines.filter(line => line.includes('«')).map(line => line.trim())).toEqual(
    [
      '▾ Error    failed in send-e«!mail!», attempt 3 of 3',
      'TimeoutError: «mail» provider did not answer in 3000 ms',
      'e«mail»: "ada@example.com"',
      '«mail»              3 calls',
    ].map(line => expect.stringContaining(line)),
  );
});

test('of a path too long for its line the end is shown', () => {
  const box = { width: 60, height: 10 };
  const input = { 'a-rather-long-key': { 'another-rather-long-key': { 'and-one-more-long-key': 1 } } };
  const shown = showRun({ ...successRun, input, output: undefined }, box, [{ type: 'move', by: 3 }]);
  const last = frame(shown, box).trimEnd().split('\n').at(-1) ?? '';
  expect(last.trim()).toMatch(/^….*another-rather-long-key\.and-one-more-long-key {2}4\/\d+$/);
});

test.each([60, 200])('a huge payload opens folded and is scrolled to its end, %i columns', async width => {
  const box = { width, height: 14 };
  const rows = Array.from({ length: 1_000_000 }, (_, at) => ({ at, text: `row ${at}` }));
  const shown = showRun({ ...successRun, output: { rows, blob: 'lorem ipsum '.repeat(500_000) } }, box);
  await expect(frame(shown, box)).toMatchFileSnapshot(golden(`overview-huge-${width}`));
  const end = press(shown, box, [
    { type: 'move', by: 5 },
    { type: 'unfold' },
    { type: 'bottom' },
    { type: 'move', by: -5 },
    { type: 'toggle' },
  ]);
  await expect(frame(end, box)).toMatchFileSnapshot(golden(`overview-huge-end-${width}`));
});
