import type { Thread } from '../../../async/thread.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import type { IntakeBatch, IntakeResult, Token } from '../../../contract/served-store.ts';
import type { BeginRequest, BegunStarts, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { ClaimedStart } from '../../../contract/starts/start-queue.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';

/** Requests to the writing thread. Events precede their batch in parts: `ticket` identifies the batch. */
export type WriteRequest =
  | { readonly type: 'open' }
  | {
      readonly type: 'events';
      readonly ticket: number;
      readonly from: number;
      readonly events: readonly RunEvent[];
    }
  | {
      readonly type: 'packed-events';
      readonly ticket: number;
      readonly from: number;
      readonly bytes: Uint8Array;
    }
  | ({ readonly type: 'apply'; readonly ticket: number; readonly count: number } & Omit<
      IntakeBatch,
      'events'
    >)
  | { readonly type: 'drop'; readonly ticket: number }
  | { readonly type: 'heartbeat'; readonly writers: readonly string[] }
  | { readonly type: 'keep-writer-key'; readonly writer: string; readonly hash: string }
  | { readonly type: 'start-run'; readonly request: StartRequest }
  | { readonly type: 'claim-starts'; readonly writer: string; readonly claim: StartClaim }
  | { readonly type: 'begin-starts'; readonly writer: string; readonly starts: readonly BeginRequest[] }
  | { readonly type: 'leave-starts'; readonly writers: readonly string[]; readonly silentMs: number }
  | { readonly type: 'check' }
  | { readonly type: 'upkeep' }
  | { readonly type: 'add-token'; readonly token: NewToken }
  | { readonly type: 'revoke-token'; readonly id: string }
  | { readonly type: 'close' };

export type NewToken = Omit<Token, 'createdAt' | 'revokedAt'> & { readonly hash: string };

export type WriteAnswers = {
  readonly open: undefined;
  readonly events: undefined;
  readonly 'packed-events': undefined;
  readonly apply: IntakeResult;
  readonly drop: undefined;
  readonly heartbeat: undefined;
  readonly 'keep-writer-key': string;
  readonly 'start-run': StartResult;
  readonly 'claim-starts': readonly ClaimedStart[];
  readonly 'begin-starts': BegunStarts;
  readonly 'leave-starts': undefined;
  readonly check: undefined;
  readonly upkeep: undefined;
  readonly 'add-token': undefined;
  readonly 'revoke-token': boolean;
  readonly close: undefined;
};

export type AskWriter = Thread<WriteRequest, WriteAnswers>['ask'];
