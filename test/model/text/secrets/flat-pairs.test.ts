import { expect, test } from 'vitest';
import { redactText } from '../../../../src/model/text/redact.ts';
import { redactValue } from '../../../../src/model/text/redact-value.ts';

const secret = 'Zq7xKp9m';

test.each([
  [['user', 'ada', 'password', secret]],
  [['Host', 'x.example.com', 'Apikey', secret, 'Accept', '*/*']],
  [['password', secret, 'host', 'db.example.com']],
  [['id', 7, 'pin.token', secret]],
])('in the list %j, in which names and values alternate, the value of a secret is masked', list => {
  expect(JSON.stringify(redactValue(list).value)).not.toContain('Zq7x');
  for (const text of [
    JSON.stringify(list),
    JSON.stringify({ text: JSON.stringify(list) }),
    JSON.stringify(list, null, 2),
  ]) {
    expect(redactText(text)).toMatchObject({ text: expect.not.stringContaining('Zq7x'), hidden: 1 });
  }
});

test.each([
  [['id', 'email', 'password', 'token']],
  [['password', 'email', 'phone', 'name']],
  [['we', 'lost', 'the', 'password', 'and', 'the', 'token', 'too']],
  [['GET', 'token', 'v1', 'path']],
  [['user', 'ada', 'password']],
])('the list %j has names alone, or none, and stays', list => {
  expect(redactValue(list)).toEqual({ value: list, hidden: 0 });
  expect(redactText(JSON.stringify(list))).toEqual({ text: JSON.stringify(list), hidden: 0 });
});
