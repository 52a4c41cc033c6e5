import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastOfFailure, parseIdPart } from '../../../src/model/query/id-part.ts';
import { truncateMiddle, truncateText } from '../../../src/model/text/width.ts';
import { cutIds, cutListedIds } from '../../../src/screen/paint/wrap-text.ts';
import { trials } from '../../trials.ts';

const digits = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const runId = fc
  .array(fc.constantFrom(...digits), { minLength: 26, maxLength: 26 })
  .map(chars => `run_${chars.join('')}`);
const anyId = fc.oneof(
  runId,
  fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 12, maxLength: 40 }),
);

describe('parseIdPart', () => {
  it.each([
    ['run_01M8PXNA', 'run_01M8PXNA'],
    ['wrun_01M8PXNA', 'wrun_01M8PXNA'],
    ['01M8PXNA', '01M8PXNA'],
    ['demo-fail', 'demo-fail'],
    ['run_01M8PXNAJ6…FJ', 'run_01M8PXNAJ6'],
    ['run_01M8…FJ', undefined],
    ['run_01M8...FJ', undefined],
    ['…MPFJ', undefined],
  ])('looks %s up by %s', (text, head) => expect(parseIdPart(text)?.head).toBe(head));

  it.each(['run_01M8PXN', 'run_', '', '…', '…FJ', 'run_…FJ', '1234567'])(
    'finds that %j tells too little',
    text => expect(parseIdPart(text)).toBeUndefined(),
  );

  it('takes the id of a group as short as a table shows it', () => {
    expect(parseIdPart('25kpx73', leastOfFailure)?.head).toBe('25kpx73');
    expect(parseIdPart('25kpx73…', leastOfFailure)?.head).toBe('25kpx73');
    expect(parseIdPart('25kpx7', leastOfFailure)).toBeUndefined();
  });

  it('finds every id by its beginning, in any case', () => {
    fc.assert(
      fc.property(runId, fc.integer({ min: 12, max: 30 }), (id, length) => {
        const written = id.slice(0, length);
        expect(parseIdPart(written)?.isOf(id)).toBe(true);
        expect(parseIdPart(written.toLowerCase())?.isOf(id)).toBe(true);
      }),
      { numRuns: trials(300) },
    );
  });

  it('finds no id that begins in another way', () => {
    fc.assert(
      fc.property(runId, runId, fc.integer({ min: 12, max: 30 }), (id, other, length) => {
        const written = id.slice(0, length);
        expect(parseIdPart(written)?.isOf(other)).toBe(other.startsWith(written));
      }),
      { numRuns: trials(300) },
    );
  });

  it('finds every id as the screen cuts it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyId, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 9, max: 24 }),
        (ids, width) => {
          const inTable = cutIds(ids, width);
          const listed = cutListedIds(ids, () => width);
          for (const [at, id] of ids.entries())
            for (const cut of [
              inTable(id),
              listed[at] ?? '',
              truncateMiddle(id, width),
              truncateText(id, width),
            ])
              if (cut.includes('…')) expect(parseIdPart(cut)?.isOf(id) ?? true, cut).toBe(true);
        },
      ),
      { numRuns: trials(300) },
    );
  });
});
