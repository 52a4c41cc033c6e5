import { createHash, randomBytes } from 'node:crypto';

type TokenText = { readonly id: string; readonly secret: string };

const pattern = /^rl_([0-9a-f]{12})_([0-9a-f]{48})$/;

/** The text is shown once; a store keeps the id and the secret's hash. */
export function createToken(): { readonly id: string; readonly text: string; readonly hash: string } {
  const id = randomBytes(6).toString('hex');
  const secret = randomBytes(24).toString('hex');
  return { id, text: `rl_${id}_${secret}`, hash: hashSecret(secret).toString('hex') };
}

export function parseToken(text: string): TokenText | undefined {
  const [, id, secret] = pattern.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** SHA-256: the secret has 192 random bits, so nothing slower is needed. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
