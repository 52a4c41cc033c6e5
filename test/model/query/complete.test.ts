import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCompletion,
  type Candidate,
  type Completion,
  completeQuery,
  ghostText,
  toCandidates,
} from '../../../src/model/query/complete.ts';
import { fields } from '../../../src/model/query/fields.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { sampleRun } from '../../screen/memory-store.ts';
import { trials } from '../../trials.ts';
import { anyCharacter } from '../text/any-character.ts';

/** The text with its caret, written `|`. */
function cut(marked: string): readonly [string, number] {
  const caret = marked.indexOf('|');
  return [marked.slice(0, caret) + marked.slice(caret + 1), caret];
}

function completeAt(marked: string): Completion {
  return completeQuery(...cut(marked));
}

function offered(marked: string): readonly string[] {
  const completion = completeAt(marked);
  return completion.type === 'candidates' ? completion.candidates.map(({ text }) => text) : [];
}

function applied(marked: string, candidate: Candidate): string {
  const { text, caret } = applyCompletion(...cut(marked), candidate);
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

const toField = (text: string): Candidate => ({ type: 'field', text });
const toValue = (text: string): Candidate => ({ type: 'value', text });

const everyField = [
  'status:',
  'workflow:',
  'since:',
  'until:',
  'error:',
  'log:',
  'step:',
  'failure:',
  'settled:',
  'type:',
  'trigger:',
  'actor:',
  'project:',
  'duration:',
  'cost:',
  'model:',
  'service:',
  'started:',
  'messages:',
  'steps:',
  'id:',
  'retryOf:',
  'key:',
  'input.',
  'output.',
];
const everyStatus = [
  'failed',
  'active',
  'running',
  'queued',
  'sleeping',
  'waiting',
  'success',
  'canceled',
  'unknown',
];
const everySpan = ['today', 'yesterday', '1h', '24h', '7d', '30d'];

describe('completeQuery', () => {
  it.each([
    ['|', everyField],
    ['a |', everyField],
    ['a | b', everyField],
    ['-|', everyField],
    ['a !|', everyField],
    ['st|', ['status:', 'step:', 'started:', 'steps:']],
    ['-ST|', ['status:', 'step:', 'started:', 'steps:']],
    ['a st| b', ['status:', 'step:', 'started:', 'steps:']],
    ['st|atus', ['status:', 'step:', 'started:', 'steps:']],
    ['st|x:failed', ['status:', 'step:', 'started:', 'steps:']],
    ['status|:failed', ['status:']],
    ['k|', ['key:', 'kind:']],
    ['n|', ['name:']],
    ['retryo|', ['retryOf:']],
    ['in|', ['input.']],
    ['in|"a', ['input.']],
    ['status:|', everyStatus],
    ['STATUS:F|', ['failed']],
    ['status:failed,|', everyStatus],
    ['status:failed,ca|', ['canceled']],
    ['status:failed,|ca', everyStatus],
    ['status:f|,running', ['failed']],
    ['status:"f|', ['failed']],
    ['type:|', ['workflow', 'agent']],
    ['kind:A|', ['agent']],
    ['since:|', everySpan],
    ['until:T|', ['today']],
    ['started:y|', ['yesterday']],
    ['duration:|', ['>30s', '>5m', '>1h', '>3x']],
    ['duration:>3|', ['>30s', '>3x']],
    ['cost:|', ['>0.01', '>0.10', '>1']],
    ['messages:|', ['>10']],
    ['steps:|', ['>10']],
  ])('offers for %s', (marked, candidates) => {
    expect(offered(marked)).toEqual(candidates);
  });

  it.each([
    'zzz|',
    '|status',
    '-|status',
    '|-status',
    'a |b',
    '"st|',
    '"st|"',
    'input.:a|',
    'input.a*:a|',
    'zzz:|',
    '"status":|',
    'status:z|',
    'duration:9|',
    ':|',
  ])('has nothing to offer for %s', marked => {
    expect(completeAt(marked)).toEqual({ type: 'none' });
  });

  it.each([
    ['workflow:sig|', 'workflow', 'sig', 9, 12],
    ['-Name:|', 'workflow', '', 6, 6],
    ['x project:co|re y', 'project', 'co', 10, 14],
    ['trigger:a,b|', 'trigger', 'b', 10, 11],
    ['trigger:a|,b', 'trigger', 'a', 8, 9],
    ['actor:"ada l|', 'actor', 'ada l', 6, 12],
    ['actor:"ada l|ovelace"', 'actor', 'ada l', 6, 20],
    ['actor:"ada l| status:failed', 'actor', 'ada l', 6, 12],
    ['actor:"a\\"b|"', 'actor', 'a"b', 6, 12],
    ['model:|', 'model', '', 6, 6],
    ['service:m|', 'service', 'm', 8, 9],
    ['error:"a,b|', 'error', 'a,b', 6, 10],
    ['step:a:b|', 'step', 'a:b', 5, 8],
    ['id:run|', 'id', 'run', 3, 6],
    ['input.|', 'input', '', 6, 6],
    ['-Input.em|', 'input', 'em', 7, 9],
    ['output.plan.na|me:x', 'output', 'plan.na', 7, 17],
    ['input.email:a|', 'input.email', 'a', 12, 13],
    ['-Input."a.b".c:1,"x |', 'input."a.b".c', 'x ', 17, 20],
  ] as const)('asks the store for the values of %s', (marked, field, prefix, start, end) => {
    expect(completeAt(marked)).toEqual({ type: 'suggest', field, prefix, start, end });
  });

  it('tells what it would replace, with help for each candidate', () => {
    expect(completeAt('a -st|ts:failed')).toMatchObject({
      type: 'candidates',
      prefix: 'st',
      start: 3,
      end: 8,
    });
    expect(completeAt('a st|ts')).toMatchObject({ prefix: 'st', start: 2, end: 6 });
    expect(completeAt('typ|')).toEqual({
      type: 'candidates',
      prefix: 'typ',
      start: 0,
      end: 3,
      candidates: [{ type: 'field', text: 'type:', help: 'workflow or agent' }],
    });
    expect(completeAt('status:act|')).toEqual({
      type: 'candidates',
      prefix: 'act',
      start: 7,
      end: 10,
      candidates: [{ type: 'value', text: 'active', help: 'every status that can still change' }],
    });
    expect(completeAt('kin|')).toMatchObject({
      candidates: [{ type: 'field', text: 'kind:', help: 'workflow or agent' }],
    });
    expect(completeAt('inp|')).toMatchObject({
      candidates: [{ type: 'field', text: 'input.', help: 'a value in the input: input.email:…' }],
    });
  });

  it('offers only values that the parser takes', () => {
    for (const field of fields) {
      expect(field.help).not.toBe('');
      for (const { text } of field.values) {
        expect(parseQuery(`${field.name}:${text}`).clauses).toHaveLength(1);
      }
    }
  });

  it('answers for any text and caret', () => {
    const piece = fc.constantFrom(
      '"',
      '\\',
      ':',
      ',',
      '.',
      '*',
      '-',
      ' ',
      'status',
      'input',
      'actor',
      'a',
      '🚀',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.nat(40), (pieces, place) => {
        const text = pieces.join('');
        const caret = Math.min(place, text.length);
        const completion = completeQuery(text, caret);
        if (completion.type === 'none') return;
        expect(completion.start).toBeLessThanOrEqual(caret);
        expect(completion.end).toBeGreaterThanOrEqual(caret);
        expect(completion.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: trials(1_000) },
    );
  });
});

describe('applyCompletion', () => {
  it.each([
    ['st|', toField('status:'), 'status:|'],
    ['a -s|t b', toField('status:'), 'a -status:| b'],
    ['stauts|:failed', toField('status:'), 'stauts|:failed'],
    ['sta|uts:failed', toField('status:'), 'status:|failed'],
    ['inp|', toField('input.'), 'input.|'],
    ['status:f|', toValue('failed'), 'status:failed|'],
    ['status:f|,running b', toValue('failed'), 'status:failed|,running b'],
    ['actor:a|', toValue('Ada Lovelace'), 'actor:"Ada Lovelace"|'],
    ['actor:"a|', toValue('ada'), 'actor:ada|'],
    ['actor:"a| status:failed', toValue('ada'), 'actor:ada| status:failed'],
    ['acto|r:"a b', toField('actor:'), 'actor:|"a b'],
    ['actor:a|b"c d', toValue('ada'), 'actor:ada|"c d'],
    ['actor:"ad|a x" b', toValue('Ada'), 'actor:Ada| b'],
    ['actor:|', toValue('a,b'), 'actor:"a,b"|'],
    ['actor:|', toValue('a*'), 'actor:"a*"|'],
    ['actor:|', toValue('say "hi"'), 'actor:"say \\"hi\\""|'],
    ['actor:|', toValue(''), 'actor:""|'],
    ['id:|', toValue('a:b'), 'id:a:b|'],
    ['zzz|', toField('status:'), 'zzz|'],
  ])('turns %s with %j into %s', (marked, candidate, result) => {
    expect(applied(marked, candidate)).toBe(result);
  });

  it('quotes a value so that it is read back whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), value => {
        const { text } = applyCompletion('actor:', 6, toValue(value));
        expect(parseQuery(text).clauses).toMatchObject([{ values: [{ text: value, isGlob: false }] }]);
      }),
    );
  });
});

describe('ghostText', () => {
  it.each([
    ['st|', toField('status:'), 'atus:'],
    ['ST|', toField('status:'), 'atus:'],
    ['|', toField('status:'), ''],
    ['-|', toField('status:'), ''],
    ['status:|', toValue('failed'), 'failed'],
    ['status:fa|', toValue('failed'), 'iled'],
    ['status:fa|x', toValue('failed'), ''],
    ['status:fa| x', toValue('failed'), 'iled'],
    ['st|:failed', toField('status:'), ''],
    ['actor:ad|', toValue('Ada Lovelace'), 'a Lovelace'],
    ['actor:"ad|', toValue('Ada Lovelace'), 'a Lovelace'],
    ['actor:love|', toValue('Ada Lovelace'), ''],
    ['zzz|', toField('zzzz:'), ''],
  ])('shows behind %s for %j: %j', (marked, candidate, ghost) => {
    expect(ghostText(...cut(marked), candidate)).toBe(ghost);
  });
});

describe('toCandidates', () => {
  it('makes keys of paths, with their colon, of what a store suggested for a payload', () => {
    const [plain, quoted] = toCandidates(['email', '"a.b".c'], 'input');
    expect(applied('input.em|', plain as Candidate)).toBe('input.email:|');
    expect(applied('x -input.em|:ada', plain as Candidate)).toBe('x -input.email:|ada');
    expect(applied('input.|', quoted as Candidate)).toBe('input."a.b".c:|');
  });

  it('makes values of what a store suggested', () => {
    expect(toCandidates(['a', 'b'])).toEqual([toValue('a'), toValue('b')]);
  });
});

it('offers a value with a secret masked, and inserts a pattern that ends before the secret', () => {
  const value = 'GET /v1/things?api_key=Zq7vK2mXw9RtB4';
  const [candidate] = toCandidates([value]);
  expect(candidate?.text).toBe('GET /v1/things?api_key=••••••');
  const { text } = applyCompletion('workflow:GET', 12, candidate ?? toValue(''));
  expect(text).toBe('workflow:"GET /v1/things?api_key="*');
  const summary = { ...sampleRun(1), name: value };
  expect(compileMatcher(parseQuery(text), { now: 0 })({ summary })).toBe(true);
});
