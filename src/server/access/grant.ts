import type { Scope } from '../../contract/served-store.ts';

export type Grant = {
  /** Absent where no token is needed. */
  readonly token?: { readonly id: string; readonly name: string };
  readonly scopes: readonly Scope[];
};

/** `cancel` includes `read`; `write` includes nothing else. */
export function allows({ scopes }: Grant, scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'read' && scopes.includes('cancel'));
}
