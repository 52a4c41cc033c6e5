import { expect, it } from 'vitest';
import { describeNotOffered } from '../../../src/contract/starts/offers.ts';
import { safeLine } from '../../../src/model/text/safe-text.ts';
import { errorText } from '../../../src/state/session/error-text.ts';

it('says how to offer a workflow where none is offered', () => {
  expect(describeNotOffered('signup', [])).toEqual({
    reason: 'no running program offers "signup" now',
    hint: "start a program that offers it with recorder.workflow('name', …)",
  });
});

it('names what is offered instead, and says how many more there are', () => {
  expect(describeNotOffered('signup', ['a', 'b']).hint).toContain('offered are "a", "b"; or start a program');
  expect(describeNotOffered('signup', ['a']).hint).toContain('offered is "a"; or');
  expect(describeNotOffered('signup', [...'abcdefg']).hint).toContain(
    '"d", "e" and 2 more; or start a program',
  );
});

it('shows no control characters of a name', () => {
  expect(describeNotOffered('a\u001b[2Jb\n', []).reason).toBe('no running program offers "ab " now');
});

it.each(['rotate-api-token', 'with-secret', 'password', 'api_key'])(
  'names %s, and masks nothing of it',
  name => {
    for (const offered of [[], ['charge-card'], ['charge-card', name, 'b']]) {
      const { reason, hint } = describeNotOffered(name, offered);
      const line = errorText({ message: `not started: ${reason}`, hint });
      expect(safeLine(line)).toBe(line);
      expect(line).toContain(`"${name}" now: ${offered.length > 0 ? 'offered ' : 'start '}`);
    }
  },
);

it('masks a secret in a name', () => {
  const secret = `sk_live_${'a1B2c3D4e5F6'.repeat(2)}`;
  expect(JSON.stringify(describeNotOffered(`run ${secret}`, [secret]))).not.toContain(secret);
});
