import { InspectorError } from '../../model/errors.ts';
import type { RunStore, TargetInfo } from '../store.ts';

export type MergedStoreOptions = {
  readonly members: readonly { readonly name: string; readonly open: () => Promise<RunStore> }[];
  readonly target: TargetInfo;
};

export async function openMergedStore({ target }: MergedStoreOptions): Promise<RunStore> {
  throw new InspectorError('unsupported', `${target.location} cannot be opened yet`);
}
