import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from '../../src/model/loopback.ts';

describe('isLoopbackHost', () => {
  it.each([
    ...['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', '127.0.0.1', '127.1.2.3'],
    ...['::1', '[::1]', '::ffff:127.0.0.1', '[::ffff:127.0.0.1]'],
  ])('takes %s for this machine', host => expect(isLoopbackHost(host)).toBe(true));

  it.each([
    ...['', '.localhost', 'notlocalhost', 'localhost.example.com', '127.0.0.1.example.com', '127.0.0'],
    ...[
      '::',
      '0.0.0.0',
      '::2',
      '1::1',
      '::1.',
      '10.0.0.1',
      '::ffff:10.0.0.1',
      'localhost:4777',
      '[::1]:4777',
    ],
  ])('does not take %s for it', host => expect(isLoopbackHost(host)).toBe(false));
});
