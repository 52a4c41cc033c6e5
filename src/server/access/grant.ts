import type { Scope } from '../../contract/served-store.ts';

/** Who asks, and what that allows. */
export type Grant = {
  /** Absent where no token is needed. */
  readonly token?: { readonly id: string; readonly name: string };
  readonly scopes: readonly Scope[];
};

/** Who may cancel may look; who may write may do nothing else. */
export function allows({ scopes }: Grant, scope: Scope): boolean {
  return scopes.includes(scope) || (scope === 'read' && scopes.includes('cancel'));
}
