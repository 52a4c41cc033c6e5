import type { RunRemover } from '../contract/run-remover.ts';
import { InspectorError } from '../model/errors.ts';
import type { ResolvedTarget } from '../targets/target.ts';

export type OpenedRemover = RunRemover & { readonly compact?: () => Promise<void> };

/** Opens a store for its operator to remove runs. Throws an `InspectorError` where that is not ours to do. */
export async function openRunRemover(target: ResolvedTarget): Promise<OpenedRemover> {
  if (target.info.isReadOnly)
    throw new InspectorError('unsupported', `${target.info.location} was opened read-only`);
  switch (target.kind) {
    case 'sqlite':
      return openFileRemover(target.path);
    case 'postgres':
      return openDatabaseRemover(target);
    case 'http':
      throw new InspectorError(
        'unsupported',
        `${target.info.location} is a server: only its operator removes runs`,
        { hint: 'where it runs: "runlens prune --target <its store>", or "runlens serve --keep 30d"' },
      );
    case 'engine':
      throw new InspectorError('unsupported', `the runs of ${target.info.location} belong to their engine`, {
        hint: 'set how long it keeps them there; prune removes what a recorder wrote',
      });
    case 'merged':
      throw new InspectorError('usage', 'runs are removed from one target at a time', {
        hint: 'name it with --target',
      });
  }
}

export async function openFileRemover(path: string): Promise<OpenedRemover> {
  const { openSqliteRemover } = await import('../database/sqlite/remove/open-sqlite-remover.ts');
  return openSqliteRemover(path);
}

export async function openDatabaseRemover(options: {
  readonly url: string;
  readonly isForeign?: boolean;
}): Promise<OpenedRemover> {
  const { openPostgresRemover } = await import('../database/postgres/store/open-postgres-remover.ts');
  return openPostgresRemover(options);
}
