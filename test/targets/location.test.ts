import { describe, expect, it } from 'vitest';
import { mastraEngine } from '../../src/engines/mastra/mastra-engine.ts';
import { formatLocation, looksLikeLocation } from '../../src/targets/location.ts';

it('shows a file with the server behind it as a person would type both', () => {
  const place = '/shop/mastra.db#https://shop.example.com/api';
  const shown = formatLocation({ kind: 'engine', engine: mastraEngine, place }, '/shop', '/home');
  expect(shown).toBe('mastra:./mastra.db#https://shop.example.com/api');
});

describe('looksLikeLocation', () => {
  it.each(['./a', '../a', '/a', '~/a', '~', 'a/b', 'runs.db', 'runs.sqlite', 'sqlite:a', 'https://a', '.'])(
    'takes %s as a location',
    text => expect(looksLikeLocation(text)).toBe(true),
  );

  it.each(['prod', 'my-team', 'a.b'])('takes %s as a name', text =>
    expect(looksLikeLocation(text)).toBe(false),
  );
});
