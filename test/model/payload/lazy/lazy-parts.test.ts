import { describe, expect, it } from 'vitest';
import { isSecretEntry } from '../../../../src/model/payload/lazy/lazy-parts.ts';
import { LazyContainer, openPayload } from '../../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../../src/model/payload/lazy/scan-payload.ts';
import { isSecretMember } from '../../../../src/model/text/secrets/secret-keys.ts';
import { inTime } from '../../../in-time.ts';

function lazy(list: readonly unknown[]): LazyContainer {
  const opened = openPayload(scanPayload(new TextEncoder().encode(JSON.stringify(list))));
  if (!(opened instanceof LazyContainer)) throw new Error('it is not large');
  return opened;
}

describe('the secrets of a long list', () => {
  it.each([20_000, 20_001])('are the same read item by item: of %d', size => {
    const words = ['Authorization', 'Basic x', '--token', 'abc', 'plain', 4, 'Cookie', 'a=b', 'x'];
    const list = Array.from({ length: size }, (_, at) => words[(at * 7) % words.length]);
    const opened = lazy(list);
    const secret = (is: (at: number) => boolean) => list.flatMap((_, at) => (is(at) ? at : []));
    const found = secret(at => isSecretEntry(opened, at, String(at)));
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(secret(at => isSecretMember(list, String(at))));
  });

  it('are found as quickly as those of a shorter one', inTime, () => {
    const timeOf = (size: number) => {
      const list = lazy(Array.from({ length: size }, () => 'some text'));
      const start = performance.now();
      for (let at = 0; at < 2_000; at += 1) isSecretEntry(list, at, String(at));
      return performance.now() - start;
    };
    timeOf(20_000);
    const [short, long] = [timeOf(20_000), timeOf(600_000)];
    expect(long).toBeLessThan(10 * short + 20);
  });
});
