import { describe, expect, it } from 'vitest';
import { bullmqEngine } from '../../../src/engines/bullmq/bullmq-engine.ts';
import { formatLocation } from '../../../src/targets/location.ts';
import { parseLocation } from '../../../src/targets/parse-location.ts';

const where = { base: '/', home: '/' };

describe('an address', () => {
  it.each([
    ['bullmq:', 'redis://127.0.0.1:6379'],
    ['bullmq:6380', 'redis://127.0.0.1:6380'],
    ['bullmq:#app', 'redis://127.0.0.1:6379#app'],
    ['redis://jobs', 'redis://jobs:6379'],
    ['redis://jobs:6380/0#{bull}', 'redis://jobs:6380#{bull}'],
    ['rediss://ada:secret@jobs/2', 'rediss://ada:secret@jobs:6379/2'],
    ['bullmq:redis://[::1]:6380', 'redis://[::1]:6380'],
    ['bullmq:postgres://ada@jobs/shop#queues', 'postgres://ada@jobs/shop#queues'],
  ])('%s is of %s', (text, place) => {
    expect(parseLocation(text, '/', '/')).toMatchObject({ kind: 'engine', engine: bullmqEngine, place });
  });

  it.each([
    ['bullmq:jobs', /followed by the address/],
    ['redis://jobs/queues', /its path is the number of a database/],
    ['redis://jobs?prefix=app', /takes no options/],
    ['bullmq:postgres://jobs/100%', /followed by the address/],
    ['bullmq:postgres:jobs/shop', /followed by the address/],
    ['bullmq:postgres://ada:12/secret@jobs/shop', /followed by the address/],
  ])('%s is refused in a clear line', (text, message) => {
    expect(() => parseLocation(text, '/', '/')).toThrow(message);
  });

  it('shows neither user nor password', () => {
    const shown = formatLocation(parseLocation('redis://ada:secret@jobs/2#app', '/', '/'), '/', '/');
    expect(shown).toBe('bullmq:redis://jobs:6379/2#app');
  });

  it('gives its target a name', () => {
    const nameOf = (text: string) => bullmqEngine.nameOf(bullmqEngine.locate(text, where));
    expect(['', '6380', 'redis://jobs', 'redis://jobs#app', 'postgres://jobs/shop'].map(nameOf)).toEqual([
      'bullmq:6379',
      'bullmq:6380',
      'bullmq:jobs',
      'app',
      'shop',
    ]);
  });
});
