import { describe, expect, it } from 'vitest';
import { createResponseCache } from '../../../src/stores/http/conditional-request.ts';

const answer = (value: number, bytes = 1) => ({ etag: `"${value}"`, value, bytes });

describe('the cache of responses', () => {
  it('evicts the least recently used response', () => {
    const answers = createResponseCache<number>();
    for (let n = 0; n < 32; n += 1) answers.keep(`${n}`, answer(n));
    expect(answers.find('0')?.value).toBe(0);
    answers.keep('32', answer(32));
    expect(answers.find('1')).toBeUndefined();
    expect(answers.find('0')?.value).toBe(0);
    answers.keep('0', answer(7));
    expect(answers.find('0')?.value).toBe(7);
  });

  it('is bounded in bytes, and keeps no large response', () => {
    const answers = createResponseCache<number>();
    for (let n = 0; n < 10; n += 1) answers.keep(`${n}`, answer(n, 1_000_000));
    expect([...'0123456789'].filter(key => answers.find(key)).length).toBe(8);
    answers.keep('9', answer(9, 3_000_000));
    expect(answers.find('9')).toBeUndefined();
    expect(answers.find('8')?.value).toBe(8);
  });
});
