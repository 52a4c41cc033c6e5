import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactText } from '../../../../src/model/text/redact.ts';
import { redactValue } from '../../../../src/model/text/redact-value.ts';
import { findAssignments } from '../../../../src/model/text/secrets/secret-assignments.ts';
import { findColumns } from '../../../../src/model/text/secrets/secret-columns.ts';
import {
  findFlatPairs,
  isCount,
  isSecretKey,
  isSecretPair,
} from '../../../../src/model/text/secrets/secret-keys.ts';
import { isHarmless, type Report } from '../../../../src/model/text/secrets/secret-value.ts';
import { trials } from '../../../trials.ts';

const numRuns = trials(20_000);
const words = 'ada,hunter2,Love Lace,a@b.c,7,12,null,Zq7xKp9m,x-y,ok,true,…'.split(',');
const names = 'name,id,password,api_key,token,note,pass,tokens,First Name,cookies'.split(',');

function foundBy(find: (text: string, report: Report) => void, text: string): readonly string[] {
  const found: string[] = [];
  find(text, (start, end) => found.push(text.slice(start, end)));
  return found;
}

function isShownSecret(name: string, value: string): boolean {
  return isSecretKey(name) && !isHarmless(value, 0, value.length) && !isCount(name, value);
}

/** A cell, in quotes where it has to be. */
const cell = fc.oneof(
  fc.constantFrom(...words, '').map(text => ({ text, written: text })),
  fc.constantFrom(...words).map(text => ({ text, written: `'${text}' ` })),
  fc.constantFrom(...words).map(text => ({ text, written: `${text} ` })),
  fc
    .array(fc.constantFrom(...words, ',', ', ', '""', ' '), { minLength: 1, maxLength: 4 })
    .map(parts => ({ text: parts.join(''), written: `"${parts.join('')}"` })),
);

const table = fc.uniqueArray(fc.constantFrom(...names), { minLength: 3, maxLength: 6 }).chain(header =>
  fc.record({
    header: fc.constant(header),
    rows: fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), {
      maxLength: 5,
    }),
    separator: fc.constantFrom(',', ';', '\t'),
    end: fc.constantFrom('\n', '\r\n'),
  }),
);

type AnyTable = typeof table extends fc.Arbitrary<infer Value> ? Value : never;

test('the cells in columns with the name of a secret are found in any table, and no others', () => {
  const check = ({ header, rows, separator, end }: AnyTable) => {
    const lines = [header, ...rows.map(row => row.map(({ written }) => written))];
    const text = `${lines.map(line => line.join(separator)).join(end)}${end}the end`;
    const secrets = rows.flatMap(row =>
      row.map(({ text: value }) => value).filter((value, index) => isShownSecret(header[index] ?? '', value)),
    );
    expect({ text, found: foundBy(findColumns, text) }).toEqual({ text, found: secrets });
  };
  fc.assert(fc.property(table, check), { numRuns });
});

const item = fc.oneof(fc.constantFrom(...names, ...words, '[', ']', 'a, b', '[x]', ''), fc.nat(999));

test('in the text of a list, the same values are found as in the list itself', () => {
  const check = (list: readonly (string | number)[], before: readonly string[], depth: number) => {
    let text = `${before.join('')} {"list":${JSON.stringify(list)}}`;
    for (let round = 0; round < depth; round++) text = JSON.stringify({ text });
    const secrets = list.filter((value, at) => value !== '' && isSecretPair(list, at)).map(String);
    const found = foundBy(findFlatPairs, text);
    expect({ text, found }).toEqual({ text, found: secrets });
  };
  const noise = fc.array(fc.constantFrom('[', ',', 'token', ' '), { maxLength: 4 });
  const lists = fc.array(item, { maxLength: 8 });
  fc.assert(fc.property(lists, noise, fc.nat(2), check), { numRuns });
});

const below = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('hunter2', 'Zq7xKp9m', true, null, 4711, -8, 1.5e30, 0),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('user', 'pin', 'a b'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('in JSON in a text, below the name of a secret, the same texts and numbers are masked as in an object', () => {
  const check = (password: unknown, indent: number, depth: number) => {
    const inText = (value: unknown) => {
      let text = JSON.stringify(value, null, indent);
      for (let round = 0; round < depth; round++) text = JSON.stringify({ text }, null, indent);
      return text;
    };
    const text = inText({ password, next: 12 });
    expect(redactText(text).text).toBe(inText(redactValue({ password, next: 12 }).value));
  };
  fc.assert(fc.property(below, fc.nat(2), fc.nat(2), check), { numRuns: trials(5_000) });
});

/** Looks for the name first, which takes ten times as long in prose as looking for the sign. */
const nameFirst =
  /(?<![\w$.-])(-{0,2}[\w$][\w$.-]*)(\\{0,15}["'`])?\*{0,2}\]{0,2}[ \t]*(?:=>|:=(?!=)|[:=](?![:=]|\/\/))[ \t]*(?=(\w*))/g;

test('an assignment is found wherever a name and a sign stand, and nowhere else', () => {
  const signs = ['=>', ':=', ':', '=', '==', '::', ';', '\n', ' ', '\t'];
  const around = ['-', '--', '.', '$', '"', "'", '`', '\\', '\\"', '*', '**', ',', ']', ']]'];
  const part = fc.constantFrom('password', 'token', 'ada', 'Zq7xKp9m', 'x1y2', ...signs, ...around);
  const check = (parts: readonly string[]) => {
    const text = parts.join('');
    const named = [...text.matchAll(nameFirst)].filter(([, name = '']) => isSecretKey(name));
    const found: number[] = [];
    findAssignments(text, start => found.push(start));
    if (named.length === 0) expect({ text, found }).toEqual({ text, found: [] });
    const first = named.find(([, , , value = '']) => /\d/.test(value));
    const place = first ? first.index + first[0].length : Number.POSITIVE_INFINITY;
    expect({ text, isFound: first === undefined || found.some(start => start <= place) }).toEqual({
      text,
      isFound: true,
    });
  };
  fc.assert(fc.property(fc.array(part, { maxLength: 12 }), check), { numRuns });
});
