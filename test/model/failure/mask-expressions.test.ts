import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/demo/data/random.ts';
import {
  compileMasks,
  fittingPatterns,
  type MaskExpression,
  matchedName,
} from '../../../src/model/failure/mask-expressions.ts';
import { maskPatterns } from '../../../src/model/failure/mask-patterns.ts';
import { trials } from '../../trials.ts';

const notInQuotes = ['named', 'quoted', 'text', 'token', 'mixed', 'pair', 'file', 'code', 'compound'];
const all = {
  everywhere: compileMasks(maskPatterns.filter(({ name }) => name !== 'id')),
  'inside quotes': compileMasks(maskPatterns.filter(({ name }) => !notInQuotes.includes(name))),
} as const;

const parts = [
  ...['relation "orders" does not exist', "reading 'email'", '`x`', '“a”', '‘b’', '«c»', "it's", '"', "'"],
  ...[
    'ada@example.com',
    'https://example.com/a/b?c=1',
    'x@0a1b2',
    '::1',
    'fe80::1:2',
    '10.0.0.7:5432',
    'http:',
  ],
  ...[
    'localhost',
    'LOCALHO\u017fT',
    'ENOTFOUND db',
    'eai_again mail',
    'Host: a',
    'getaddrinfo x-y',
    'a.b.internal',
  ],
  ...[
    'abcdefab-abcd-abcd-abcd-abcdefabcdef',
    '2024-05-06T07:08:09.123Z',
    '07:08:09',
    '-3',
    '+7',
    '12,5%',
    '3005 ms',
  ],
  ...[
    '5 \u212aB',
    '0xff',
    'deadbeef01',
    'run_01h8xyzabc',
    'sk_***',
    'ab****',
    'a1b2c3d4e5f6',
    'step17',
    'abc_42',
  ],
  ...[
    '/var/data/file.csv',
    'C:\\a\\b',
    './x',
    'a/b/c',
    '../up',
    'src/a.ts:3:7',
    '(12:7)',
    ' (line 3, column 4)',
    '(col 9)',
  ],
  ...[
    'No enum constant RED',
    'Cannot convert x to a BigInt',
    'could not save: order',
    'status code 503',
    'exit code -1',
    '429 Too many',
    '429 too',
    '12 NOT_FOUND: x',
    '5 \u00c4pfel',
  ],
  ...[
    'u7',
    'P2002',
    '42P01',
    'web-zksme-x7',
    'eu-bcdfg',
    'arn:aws:iam::1:user/ada',
    '0-59',
    '1..12',
    'v1.2.3',
  ],
  ...['[Errno 2]', 'HTTP/1.1 404', 'errno: -2', 'the model gave no answer', 'é', '日本', '\n', '', '…'],
];

const uses = ['everywhere', 'inside quotes'] as const;

it('finds in every text what all patterns together find', () => {
  const { int } = createRandom(7);
  const pick = () => parts[int(parts.length)] ?? '';
  const glue = () => [' ', '', ': ', ', ', ' ('][int(5)] ?? '';
  const texts = Array.from({ length: trials(1_500, 100) }, () =>
    Array.from({ length: 1 + int(5) }, () => pick() + glue()).join(''),
  );
  const differing = [...parts, ...texts].flatMap(text =>
    uses.flatMap(use => {
      const fitting = fittingPatterns(text, use);
      const found = fitting ? findAll(text, fitting) : [];
      return isDeepStrictEqual(found, findAll(text, all[use])) ? [] : [{ text, use, found }];
    }),
  );
  expect(differing).toEqual([]);
});

it('needs no pattern for a text without anything that varies', () => {
  expect(fittingPatterns('the model gave no answer', 'everywhere')).toBeUndefined();
});

function findAll(text: string, { pattern, names }: MaskExpression) {
  return Array.from(text.matchAll(pattern), found => [found.index, found[0], matchedName(names, found, 1)]);
}
