import type { Scope } from '../../contract/served-store.ts';

export type Grant = {
  /** Absent where no token is needed. */
  readonly token?: { readonly id: string; readonly name: string };
  readonly scopes: readonly Scope[];
};

const includedIn: Partial<Record<Scope, Scope>> = { read: 'cancel', record: 'write' };

export function allows({ scopes }: Grant, scope: Scope): boolean {
  const wider = includedIn[scope];
  return scopes.includes(scope) || (wider !== undefined && scopes.includes(wider));
}

/** The actor that is recorded for a request. Only a client without a token may name itself. */
export function actorOf({ token }: Grant, { by }: { readonly by?: string }): string | undefined {
  return token ? token.name : by;
}
