import { expect, test } from 'vitest';
import { openPayload } from '../../../src/model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../src/model/payload/lazy/lazy-text.ts';
import { scanPayload } from '../../../src/model/payload/lazy/scan-payload.ts';
import { textsOf } from '../../../src/screen/compare/value-detail.ts';
import { compare, runOf } from '../../model/compare/compared-runs.ts';

const start = '漢'.repeat(90_000);
const lazyInput = (text: string) =>
  openPayload(scanPayload(new TextEncoder().encode(JSON.stringify({ prompt: `${start}\n${text}` }))));

test('texts that are compared by words have their secrets masked far behind the start, too', () => {
  const run = (password: string) => runOf({ input: lazyInput(`password: ${password}`) });
  const [difference] = compare(run('swordfish99'), run('hunter2hunter2')).differences;
  if (!difference) throw new Error('nothing differs');
  expect(difference.is).toBeInstanceOf(LazyText);
  const masked = Object.values(textsOf(difference, false) ?? {}).join();
  expect(masked).toContain('password: ');
  expect(masked).not.toMatch(/swordfish|hunter/u);
  expect(textsOf(difference, true)?.is).toContain('swordfish99');
});
