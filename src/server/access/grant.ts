import type { Scope } from '../../contract/served-store.ts';

export type Grant = {
  /** Absent where no token is needed. */
  readonly token?: { readonly id: string; readonly name: string };
  readonly scopes: readonly Scope[];
};

/** `cancel` includes `read`; `write` and `start` include nothing else. */
export function allows({ scopes }: Grant, scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'read' && scopes.includes('cancel'));
}

/** Who a request is recorded to come from. Only a client without a token may name itself. */
export function actorOf({ token }: Grant, { by }: { readonly by?: string }): string | undefined {
  return token ? token.name : by;
}
