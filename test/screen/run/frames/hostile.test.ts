import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../../../src/model/text/width.ts';
import { colorTheme, plainTheme } from '../../../../src/screen/paint/theme.ts';
import { openDetail, reduceDetail } from '../../../../src/screen/run/apply-run-action.ts';
import { activePane, type DetailCommand } from '../../../../src/screen/run/detail-state.ts';
import { trials } from '../../../trials.ts';
import { detailLines } from '../../checked-drawing.ts';
import { now } from './frames.ts';
import { hostileRun } from './hostile-runs.ts';

const command: fc.Arbitrary<DetailCommand> = fc.oneof(
  fc.record({
    type: fc.constantFrom('move', 'page', 'half-page', 'error', 'match', 'zoom'),
    by: fc.constantFrom(-3, -1, 1, 2),
  }),
  fc.record({
    type: fc.constantFrom('top', 'bottom', 'toggle', 'enter', 'fold', 'unfold', 'toggle-all', 'zoom-reset'),
  }),
  fc.record({ type: fc.constant('tab' as const), to: fc.constantFrom('overview', 'metadata', 'trace') }),
  fc.record({ type: fc.constantFrom('format', 'wrap', 'raw', 'reveal') }),
  fc.record({ type: fc.constant('search-changed' as const), text: fc.constantFrom('w', 'o', '語', 'word') }),
  fc.record({ type: fc.constantFrom('search-accepted', 'search-cleared') }),
);

const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

test('no recorded text escapes its row, whatever is pressed', () => {
  const box = fc.record({
    width: fc.integer({ min: 1, max: 220 }),
    height: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(hostileRun, fc.array(command, { maxLength: 25 }), box, (shown, commands, size) => {
      let detail = reduceDetail(openDetail(shown), { type: 'detail-run-loaded', run: shown }, size, now);
      for (const pressed of commands) {
        detail = reduceDetail(detail, { type: 'detail-command-given', command: pressed }, size, now);
        const lines = detailLines(detail, size, now, plainTheme);
        expect(lines.length).toBe(size.height);
        if (size.width > 4 && size.height > 2 && activePane(detail).root.rows > 0)
          expect(lines.some(line => line.startsWith('▌'))).toBe(true);
        for (const line of lines) {
          expect(displayWidth(line)).toBeLessThanOrEqual(size.width);
          expect(line).not.toMatch(unseen);
        }
      }
    }),
    { numRuns: trials(100, 10) },
  );
});

test('in colour the same text is drawn, with styles that end on their row', () => {
  const size = { width: 90, height: 30 };
  const styles = /\u001b\[(\d+)m/g;
  fc.assert(
    fc.property(hostileRun, fc.array(command, { maxLength: 10 }), (shown, commands) => {
      let detail = reduceDetail(openDetail(shown), { type: 'detail-run-loaded', run: shown }, size, now);
      for (const pressed of commands)
        detail = reduceDetail(detail, { type: 'detail-command-given', command: pressed }, size, now);
      const plain = detailLines(detail, size, now, plainTheme);
      const colored = detailLines(detail, size, now, colorTheme);
      expect(colored.map(line => line.replace(styles, ''))).toEqual(plain);
    }),
    { numRuns: trials(40, 5) },
  );
});
