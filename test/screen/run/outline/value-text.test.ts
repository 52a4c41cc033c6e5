import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { rowAt } from '../../../../src/screen/run/outline/open-tree.ts';
import { entries, section } from '../../../../src/screen/run/outline/outline-node.ts';
import { valueText } from '../../../../src/screen/run/outline/value-text.ts';
import { unfoldAll } from '../../../../src/screen/run/outline/waterfall.ts';
import { lineText } from '../../../../src/screen/run/rows/flow.ts';
import { trials } from '../../../trials.ts';

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

/** The rows of a payload in YAML, all unfolded, without the signs of folding. */
function yamlRows(value: unknown): string {
  const { root } = unfoldAll(section('it', '', [entries(value, true)]));
  return Array.from({ length: root.rows }, (_, at) => {
    const row = rowAt(root, at);
    if (!row) return '';
    const words = row.node.type === 'value' ? valueText(row.node, 'yaml', row.isOpen) : undefined;
    const line = row.node.type === 'line' ? lineText(row.node) : '';
    return '  '.repeat(row.path.length - 1) + (words ? words.label + words.text : line);
  }).join('\n');
}

describe('a payload in YAML', () => {
  it('looks like YAML', () => {
    const value = {
      url: 'https://a.example/?page=2',
      version: '1.10',
      answer: 'no',
      note: "it's: here",
      n: null,
      'two words': -0,
      none: [],
      tags: ['a', { sku: 'A1', sizes: [1] }],
      body: 'one\n two\n',
    };
    expect(yamlRows(value).split('\n')).toEqual([
      'url: https://a.example/?page=2',
      "version: '1.10'",
      "answer: 'no'",
      "note: 'it''s: here'",
      'n: null',
      'two words: -0.0',
      'none: []',
      'tags: ',
      '  - a',
      '  - ',
      '    sku: A1',
      '    sizes: ',
      '      - 1',
      'body: |',
      '  one',
      '   two',
    ]);
  });

  it('says in comments what is folded, or no value of YAML', () => {
    const said = (value: unknown) =>
      valueText(
        { type: 'value', key: '.it', name: 'it', value, isSecret: false, reveal: true },
        'yaml',
        false,
      );
    expect(said({ a: 1, b: 2 })).toMatchObject({ label: 'it: ', text: '# 2 keys' });
    expect(said([1])).toMatchObject({ text: '# 1 item' });
    expect(said({ $type: 'Date', value: 'today' })).toMatchObject({ text: '# Date today' });
    expect(said('x'.repeat(1100))).toMatchObject({
      text: `${'x'.repeat(1000)}…`,
      aside: '# 1,100 characters',
    });
  });

  it('reads as YAML what was recorded', () => {
    const word = fc.string({ maxLength: 40 });
    const lines = fc
      .array(fc.string(), { minLength: 2, maxLength: 4 })
      .map(parts => `${parts.join('\n')}x\n`);
    const { json } = fc.letrec(tie => ({
      json: fc.oneof(
        { maxDepth: 4 },
        word,
        lines,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('json'), { maxLength: 4 }),
        fc.dictionary(word, tie('json'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const isMarker = (value: unknown) => /"(?:\$type|\$class|__proto__)"/.test(JSON.stringify(value));
    fc.assert(
      fc.property(json, value => {
        fc.pre(!isMarker(value));
        expect(load(yamlRows({ value }))).toEqual({ value });
      }),
      { numRuns: trials(500) },
    );
  });
});
