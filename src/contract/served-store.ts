import type { RunEvent } from './run-events.ts';
import type { RunStore } from './run-store.ts';

/**
 * A batch of what one recorder recorded. A recorder numbers its batches from 1 on, and sends one at a time.
 */
export type IntakeBatch = {
  /** The recorder, as an id of its own making that no other has: 1 to 100 characters of `A-Z a-z 0-9 _ -`. */
  readonly writer: string;
  readonly sequence: number;
  /** Whether the runs it creates are lost when the writer is not heard of any more; imports are not. */
  readonly isOwner: boolean;
  readonly events: readonly RunEvent[];
};

export type IntakeResult = {
  /**
   * False when the writer's batch of this number, or a later one, was taken before: then nothing was done.
   */
  readonly isNew: boolean;
  /** Runs the store cannot hold as they are; everything else was taken. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
};

/** Takes what recorders elsewhere send. Foreign errors arrive as `InspectorError`. */
export interface RunIntake {
  /**
   * Applies a batch once, in one transaction with its number: it survives the end of this process when this
   * resolves. Also a sign of life.
   */
  take(batch: IntakeBatch): Promise<IntakeResult>;
  /** A sign of life of writers whose active runs go on: without one for a minute, their runs are lost. */
  beat(writers: readonly string[]): Promise<void>;
  /** By writer, the ids of its active runs that somebody asked to cancel. */
  cancelRequests(writers: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

export const scopes = ['read', 'cancel', 'write'] as const;

/** What a token allows: look; look and cancel; record and start runs, and nothing else. */
export type Scope = (typeof scopes)[number];

export type Token = {
  /** Public: the part of the token that finds it. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly revokedAt?: number;
};

/** Keeps tokens, of which it never sees the secret. */
export interface TokenStore {
  /** `hash` is the SHA-256 of the secret, in hex. */
  add(token: Omit<Token, 'createdAt' | 'revokedAt'> & { readonly hash: string }): Promise<void>;
  /** Oldest first, revoked ones too. */
  list(): Promise<readonly Token[]>;
  find(id: string): Promise<(Token & { readonly hash: string }) | undefined>;
  /** False when there is no such token, or it is revoked already. */
  revoke(id: string): Promise<boolean>;
}

/** A store with all that a server needs of it. */
export interface ServedStore {
  readonly store: RunStore;
  readonly intake: RunIntake;
  readonly tokens: TokenStore;
  /** Asks the database itself; rejects with an `InspectorError` when it does not answer or takes nothing. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
