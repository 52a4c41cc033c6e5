import type { Scope } from '../contract/served-store.ts';

/** Clients of the first version refuse an answer whose `scopes` has any other. */
export const firstScopes = ['read', 'cancel', 'write'] as const satisfies readonly Scope[];

type WireScopes = {
  readonly scopes: readonly string[];
  /** Absent in answers of the first version. */
  readonly moreScopes?: readonly string[];
};

export function toWireScopes(allowed: readonly Scope[]) {
  const scopes = firstScopes.filter(scope => allowed.includes(scope));
  return { scopes, moreScopes: allowed.filter(scope => !scopes.some(first => first === scope)) };
}

/** In the first version, `write` allowed to start runs too. */
export function fromWireScopes({ scopes, moreScopes }: WireScopes): readonly string[] {
  return [...scopes, ...(moreScopes ?? (scopes.includes('write') ? ['start'] : []))];
}

/** The header with the key of a writer, which only its recorder knows: it makes 256 random bits. */
export const writerKeyHeader = 'runlens-writer-key';

const pattern = /^[\w-]{32,200}$/;

export function isWriterKey(text: string): boolean {
  return pattern.test(text);
}
