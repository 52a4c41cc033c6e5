import type { GiveBack, StoreSize } from '../../../contract/run-remover.ts';

export type RemoveRequest =
  | { readonly type: 'remove'; readonly ids: readonly string[]; readonly endedBefore: number }
  | { readonly type: 'give-back'; readonly how: GiveBack }
  | { readonly type: 'bytes-of'; readonly ids: readonly string[] }
  | { readonly type: 'size' }
  | { readonly type: 'compact' }
  | { readonly type: 'close' };

export type RemoveAnswers = {
  readonly remove: readonly string[];
  readonly 'give-back': undefined;
  readonly 'bytes-of': number;
  readonly size: StoreSize;
  readonly compact: undefined;
  readonly close: undefined;
};
