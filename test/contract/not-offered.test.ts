import { expect, it } from 'vitest';
import { describeNotOffered } from '../../src/contract/not-offered.ts';

it('says how to offer a workflow where none is offered', () => {
  expect(describeNotOffered('signup', [])).toEqual({
    reason: 'no running program offers "signup"',
    hint: "a program offers one with recorder.workflow('name', …) while it runs",
  });
});

it('names what is offered instead, and says how many more there are', () => {
  expect(describeNotOffered('signup', ['a', 'b']).hint).toContain('offered now: "a", "b"; a program');
  expect(describeNotOffered('signup', [...'abcdefg']).hint).toContain('"d", "e" and 2 more; a program');
});

it('shows no control characters of a name', () => {
  expect(describeNotOffered('a\u001b[2Jb\n', []).reason).toBe('no running program offers "ab "');
});
