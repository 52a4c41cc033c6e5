import { describe, expect, it } from 'vitest';
import { valueText } from '../../../src/state/detail/outline/value-text.ts';

const text = (value: unknown, options: { readonly isSecret?: boolean; readonly reveal?: boolean } = {}) =>
  valueText(
    {
      type: 'value',
      key: '.it',
      name: 'it',
      value,
      isSecret: options.isSecret ?? false,
      reveal: options.reveal ?? false,
    },
    'json',
    false,
  ).text;

describe('what a row says of a value that JSON does not have', () => {
  it.each([
    [{ $type: 'Date', value: '2026-05-06T07:08:09.123Z' }, 'Date 2026-05-06T07:08:09.123Z'],
    [{ $type: 'Date', value: null }, 'Date invalid'],
    [{ $type: 'bigint', value: '12' }, '12n'],
    [{ $type: 'number', value: '-0' }, '-0'],
    [{ $type: 'undefined' }, 'undefined'],
    [-0, '-0'],
    [{ $type: 'Map', entries: [['k', 1]] }, 'Map · 1 entry'],
    [{ $type: 'Set', values: [1, 2] }, 'Set · 2 values'],
    [{ $type: 'Uint8Array', bytes: 3, base64: 'AQID' }, 'Uint8Array · 3 B'],
    [{ $type: 'circular', path: '$.it' }, 'circular: $.it'],
    [{ $type: 'encrypted', bytes: 2048 }, 'encrypted · 2.0 KB'],
    [{ $type: 'StepFunction', name: 'send', stepId: 'step//./w//send' }, 'StepFunction send'],
    [{ $class: 'Point', x: 1, y: 2 }, 'Point · 2 keys'],
    [{ $type: 'invoice', total: 1 }, '{2 keys}'],
    [{ total: 1 }, '{1 key}'],
    [[1], '[1 item]'],
  ])('%j: %s', (value, said) => {
    expect(text(value)).toBe(said);
  });

  it('hides the value of a secret key', () => {
    const url = { $type: 'URL', value: 'https://a.example/?token=abcdef' };
    expect(text(url, { isSecret: true })).toBe('{2 keys}');
    expect(text(url)).not.toContain('abcdef');
    expect(text(url, { isSecret: true, reveal: true })).toBe('https://a.example/?token=abcdef');
  });
});
