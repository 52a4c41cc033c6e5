import { describe, expect, it } from 'vitest';
import { looksLikeLocation } from '../../src/targets/location.ts';

describe('looksLikeLocation', () => {
  it.each(['./a', '../a', '/a', '~/a', '~', 'a/b', 'runs.db', 'runs.sqlite', 'sqlite:a', 'https://a', '.'])(
    'takes %s as a location',
    text => expect(looksLikeLocation(text)).toBe(true),
  );

  it.each(['prod', 'my-team', 'a.b'])('takes %s as a name', text =>
    expect(looksLikeLocation(text)).toBe(false),
  );
});
