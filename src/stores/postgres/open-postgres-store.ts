import { InspectorError } from '../../model/errors.ts';
import type { RunStore, TargetInfo } from '../store.ts';

export type PostgresStoreOptions = { readonly url: string; readonly target: TargetInfo };

export async function openPostgresStore({ target }: PostgresStoreOptions): Promise<RunStore> {
  throw new InspectorError('unsupported', `${target.location} cannot be opened yet`);
}
