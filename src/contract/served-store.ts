import type { RunEvent } from './run-events.ts';
import type { RunStore } from './run-store.ts';

/** A batch of one recorder's events. A recorder numbers its batches from 1 and sends one at a time. */
export type IntakeBatch = {
  /** The recorder's own unique id: 1 to 100 characters of `A-Z a-z 0-9 _ -`. */
  readonly writer: string;
  readonly sequence: number;
  /** Whether the runs it creates are lost once the writer sends no more heartbeats. False for imports. */
  readonly isOwner: boolean;
  readonly events: readonly RunEvent[];
};

export type IntakeResult = {
  /** False when a batch with this number or a later one was applied before. Then nothing changed. */
  readonly isNew: boolean;
  /** Runs that the store cannot hold as they are. Everything else was applied. */
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
};

/** Applies what remote recorders send. Foreign errors arrive as `InspectorError`. */
export interface RunIntake {
  /**
   * Applies a batch once, in one transaction with its number. When it resolves, the batch is durable. It also
   * counts as a heartbeat.
   */
  take(batch: IntakeBatch): Promise<IntakeResult>;
  /** A heartbeat of writers with active runs. Without one for a minute, their runs are lost. */
  beat(writers: readonly string[]): Promise<void>;
  /** By writer, the ids of its active runs that a user asked to cancel. */
  cancelRequests(writers: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

export const scopes = ['read', 'cancel', 'write'] as const;

/**
 * What a token allows. `read`: to read; `cancel`: to read and cancel; `write`: only to record and start runs.
 */
export type Scope = (typeof scopes)[number];

export type Token = {
  /** The public part of the token, by which it is looked up. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly revokedAt?: number;
};

/** Keeps tokens without ever seeing their secrets. */
export interface TokenStore {
  /** `hash` is the SHA-256 of the secret, in hex. */
  add(token: Omit<Token, 'createdAt' | 'revokedAt'> & { readonly hash: string }): Promise<void>;
  /** Oldest first, including revoked tokens. */
  list(): Promise<readonly Token[]>;
  find(id: string): Promise<(Token & { readonly hash: string }) | undefined>;
  /** False when there is no such token or it was revoked before. */
  revoke(id: string): Promise<boolean>;
}

/** A store with everything a server needs from it. */
export interface ServedStore {
  readonly store: RunStore;
  readonly intake: RunIntake;
  readonly tokens: TokenStore;
  /** Asks the database. Rejects with an `InspectorError` when it does not answer or cannot be written. */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
