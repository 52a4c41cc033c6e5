import type { RunStore } from '../../src/contract/run-store.ts';

/** The workflows of a store while running programs offer these. */
export function offering(...names: readonly string[]): RunStore['workflows'] {
  return async () =>
    names.map(name => ({ name, kind: 'workflow', total: 2, failed: 1, active: 0, isOffered: true }));
}
