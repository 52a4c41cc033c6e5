import { describe, expect, it } from 'vitest';
import { redactText } from '../../../src/model/text/redact.ts';
import { redactValue } from '../../../src/model/text/redact-value.ts';
import { someOf } from '../../trials.ts';
import { leakedPieces, madeUpSecrets, writtenForms } from './made-up-secrets.ts';

/** A third of them holds each kind once. */
const secrets = someOf([1, 2, 3].flatMap(madeUpSecrets), 3);

describe('a text in which a secret is written', () => {
  it.each(writtenForms)('$name: tells nothing of it', ({ write }) => {
    for (const secret of secrets) {
      const { text, hidden } = redactText(write(secret));
      expect([secret.kind, text, leakedPieces(text, secret)]).toEqual([secret.kind, text, []]);
      expect([secret.kind, text, hidden]).toEqual([secret.kind, text, 1]);
      expect(redactText(text)).toEqual({ text, hidden: 0 });
    }
  });

  it.each(writtenForms)('$name: is masked as a key and as a value of a payload', ({ write }) => {
    for (const secret of secrets) {
      const { value, hidden } = redactValue({ [write(secret)]: { list: [write(secret)] } });
      const text = JSON.stringify(value);
      expect([secret.kind, text, leakedPieces(text, secret)]).toEqual([secret.kind, text, []]);
      expect(hidden).toBe(2);
    }
  });
});

it('a check for leaks finds what nobody masked', () => {
  for (const secret of secrets) {
    for (const { name, write } of writtenForms) {
      expect([name, secret.kind, leakedPieces(write(secret), secret).length > 0]).toEqual([
        name,
        secret.kind,
        true,
      ]);
    }
  }
});
