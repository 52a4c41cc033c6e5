import { describe, expect, test } from 'vitest';
import { addTerm } from '../../../../src/model/query/values/add-term.ts';
import { hasSeveralValues, type ValueField } from '../../../../src/model/query/values/value-fields.ts';
import { toTerm } from '../../../../src/model/query/values/value-term.ts';

const now = Date.UTC(2026, 10, 24, 12);

function add(filter: string, field: ValueField, value: string | undefined, isExcluded = false): string {
  const term = toTerm(field, value, { now });
  if ('reason' in term) return term.reason;
  const isNegated = term.isNegated !== isExcluded;
  const added = addTerm(filter, { bodies: term.bodies, isNegated, isOneOfSeveral: hasSeveralValues(field) });
  return 'reason' in added ? added.reason : added.filter;
}

const plan = { root: 'input', path: ['plan'] } as const;

describe('a value that is added to a filter', () => {
  test.each<readonly [string, ValueField, string | undefined, string]>([
    ['', 'workflow', 'signup-pipeline', 'workflow:signup-pipeline'],
    ['timeout', 'status', 'failed', 'timeout status:failed'],
    ['', 'status', 'hibernating', 'status:"hibernating"'],
    ['', 'trigger', 'Webhook · signup', 'trigger:"Webhook · signup"'],
    ['', plan, 'scale', 'input.plan:scale'],
    ['', plan, '', 'input.plan:""'],
    ['', plan, '>5', 'input.plan:">5"'],
    ['', plan, 'a*b', 'input.plan:"a*b"'],
    ['', { root: 'output', path: ['a.b', '0'] }, '7', 'output."a.b".0:7'],
    ['', 'actor', undefined, '-actor:*'],
    ['', 'duration', '1s to 10s', 'duration:1s..9s999ms'],
    ['', 'day', '2026-11-24', 'since:today'],
    ['since:24h x', 'day', '2026-11-22', 'x since:2026-11-22 until:2026-11-22'],
    ['', 'error', 'TimeoutError', 'error:TimeoutError'],
  ])('to %j, %j %j gives %j', (filter, field, value, expected) => {
    expect(add(filter, field, value)).toBe(expected);
  });

  test.each<readonly [string, ValueField, string, string]>([
    ['workflow:signup* timeout', 'workflow', 'signup-pipeline', 'timeout workflow:signup-pipeline'],
    ['status:failed,canceled', 'status', 'failed', 'status:failed'],
    ['-status:failed,canceled', 'status', 'failed', '-status:canceled status:failed'],
    ['-actor:ada', 'actor', 'ada', 'actor:ada'],
    ['input.plan:free  input.email:ada', plan, 'scale', 'input.email:ada input.plan:scale'],
  ])('replaces what contradicts it: %j with %j %j is %j', (filter, field, value, expected) => {
    expect(add(filter, field, value)).toBe(expected);
  });

  test('stays beside a term that a run may match as well', () => {
    expect(add('error:"rate limit"', 'error', 'HttpError')).toBe('error:"rate limit" error:HttpError');
    expect(add('model:gpt-5', 'model', 'gpt-5-mini')).toBe('model:gpt-5 model:gpt-5-mini');
  });

  test('is said to be there already', () => {
    expect(add('status:failed', 'status', 'failed')).toBe('the filter has status:failed already');
    expect(add('-actor:ada,eve', 'actor', 'ada', true)).toBe('the filter has -actor:ada already');
  });
});

describe('a value that is excluded', () => {
  test.each<readonly [string, ValueField, string | undefined, string]>([
    ['', 'actor', 'ada', '-actor:ada'],
    ['', 'actor', undefined, 'actor:*'],
    ['-actor:ada', 'actor', 'eve', '-actor:ada -actor:eve'],
    ['status:failed,canceled', 'status', 'failed', 'status:canceled -status:failed'],
    ['actor:ada', 'actor', 'ada', '-actor:ada'],
    ['', 'day', '2026-11-24', '-since:today'],
    ['', 'day', '2026-11-22', 'no single term excludes since:2026-11-22 until:2026-11-22'],
  ])('from %j, %j %j leaves %j', (filter, field, value, expected) => {
    expect(add(filter, field, value, true)).toBe(expected);
  });
});

describe('a value that no filter takes', () => {
  test('says why: it is masked', () => {
    expect(add('', plan, 'Bearer abcdefghijklmnopqrstuvwxyz0123')).toBe(
      'this value is masked, and a filter would show it',
    );
  });

  test('says why: the filter becomes too long', () => {
    const many = Array.from({ length: 32 }, (_, at) => `input.a${at}:x`).join(' ');
    expect(add(many, plan, 'scale')).toContain('the filter is too long');
  });

  test('says why: a status is always there', () => {
    expect(add('', 'status', undefined)).toBe('no filter finds the runs without status');
  });

  test('is taken by its beginning where it is long, and no character is cut', () => {
    const long = `${'x'.repeat(119)}💥${'y'.repeat(99)}`;
    expect(add('', plan, long)).toBe(`input.plan:${'x'.repeat(119)}*`);
  });
});
